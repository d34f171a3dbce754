import { GZIP_MAGIC } from '../../detect/decode/gzip-header.ts';
import type { ExtraLiteral } from '../../detect/engine/tables-extras.ts';

/**
 * The first bytes of a gzip member: plain, in hex, and in base64 at its three phases. There, what follows counts, too: the
 * flags, of which the upper three bits are 0 and the fourth says whether there is a comment.
 */
export const GZIP_LITERALS: readonly ExtraLiteral[] = [
  { text: GZIP_MAGIC.toString('latin1'), caseless: false },
  { text: GZIP_MAGIC.toString('hex'), caseless: true },
  ...['H4sI', '+LCA', '-LCA', '+LCB', '-LCB', 'fiwg'].map((text) => ({ text, caseless: false })),
];
