import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonText } from '../../report/json-text.ts';
import type { Receipt } from './receipt.ts';
import { renderReceiptHtml } from './render-receipt-html.ts';
import { renderReceiptText } from './render-receipt-text.ts';

/** Writes the receipt anew, and leaves its maps as they are. */
export function rewriteSummary(receipt: Receipt): void {
  const files = {
    'receipt.json': jsonText(receipt),
    'receipt.html': renderReceiptHtml(receipt),
    'receipt.txt': renderReceiptText(receipt, { color: false }),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(receipt.folder, name), text);
}
