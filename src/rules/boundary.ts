import type { Boundary } from './rule-file.ts';

/** Characters that may not touch a match on either side. A letter after a backslash is an escape such as `\n`, not a word. */
const SIDES: Readonly<Record<Boundary, { readonly before: string; readonly after: string }>> = {
  word: { before: '(?<!(?<!\\\\)[0-9A-Za-z_])', after: '(?![0-9A-Za-z_])' },
  token: { before: '(?<!(?<!\\\\)[0-9A-Za-z_]|-)', after: '(?![0-9A-Za-z_-])' },
  end: { before: '', after: '(?![0-9A-Za-z_/+=-])' },
  none: { before: '', after: '' },
};

/** Characters around a match that the boundary looks at. */
const LOOKED_AT: Readonly<Record<Boundary, number>> = { word: 3, token: 3, end: 1, none: 0 };

/** A pattern with its boundary as look-around, and how many characters that looks at besides the match. */
export function addBoundary(pattern: string, boundary: Boundary): { pattern: string; looksAt: number } {
  const { before, after } = SIDES[boundary];
  const looksAt = LOOKED_AT[boundary];
  return { pattern: looksAt === 0 ? pattern : `${before}(?:${pattern})${after}`, looksAt };
}
