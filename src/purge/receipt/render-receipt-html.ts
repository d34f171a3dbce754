import { safe, shown } from '../plan/section.ts';
import { nextSteps, type Step, type StepLine } from './next-steps.ts';
import type { Receipt } from './receipt.ts';
import { headline, receiptSections } from './render-receipt-text.ts';

const STYLE = `
body{font:16px/1.5 system-ui,sans-serif;max-width:54rem;margin:2rem auto;padding:0 1rem;color:#1b1f24;background:#fff}
h1{font-size:1.4rem;border-left:.4rem solid;padding-left:.8rem}h1.clean{border-color:#1a7f37}h1.unproven{border-color:#cf222e}
h2{font-size:1.05rem;margin-top:1.8rem}li{overflow-wrap:anywhere}
pre{background:#f3f4f6;padding:.7rem;overflow-x:auto;white-space:pre-wrap;overflow-wrap:anywhere}
footer{color:#57606a;font-size:.85rem;margin-top:2rem}
@media (prefers-color-scheme:dark){body{color:#e6edf3;background:#0d1117}pre{background:#161b22}footer{color:#8d96a0}}`;

/**
 * The receipt as one page to send to a team: it loads nothing, runs nothing, and no secret stands in it. What colleagues
 * have to do comes first.
 */
export function renderReceiptHtml(receipt: Receipt): string {
  const title = escapeHtml(headline(receipt));
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${title}</title><style>${STYLE}</style></head><body>`,
    `<h1 class="${receipt.proof.clean ? 'clean' : 'unproven'}">${title}</h1>`,
    ...nextSteps(receipt).map(stepHtml),
    ...receiptSections(receipt).map(({ title: name, lines }) => listHtml(name, lines)),
    `<footer>unleak ${escapeHtml(shown(receipt.tool))}, ${escapeHtml(shown(receipt.begun))}</footer>`,
    '</body></html>',
    '',
  ].join('\n');
}

const stepHtml = ({ title, lines }: Step, index: number): string =>
  `<h2>${index + 1}. ${escapeHtml(title)}</h2>\n${lines.map(lineHtml).join('\n')}`;

function lineHtml(line: StepLine): string {
  if ('say' in line) return `<p>${codeHtml(safe(line.say))}</p>`;
  if ('run' in line) return `<pre>${escapeHtml(safe(line.run))}</pre>`;
  return `<pre>${escapeHtml(line.paste.map(shown).join('\n'))}</pre>`;
}

const listHtml = (title: string, lines: readonly string[]): string =>
  `<h2>${escapeHtml(title)}</h2>\n<ul>${lines.map((line) => `<li>${codeHtml(line)}</li>`).join('\n')}</ul>`;

/** A sentence in which `code` is marked as such. */
const codeHtml = (text: string): string => escapeHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>');

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
