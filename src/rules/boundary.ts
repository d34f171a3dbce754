import type { Edge } from '../wasm/search-parts.ts';
import type { Boundary } from './rule-file.ts';

/** Characters that may not touch a match on either side. A letter after a backslash is an escape such as `\n`, not a word. */
const SIDES: Readonly<Record<Boundary, { readonly before: string; readonly after: string }>> = {
  word: { before: '(?<!(?<!\\\\)[0-9A-Za-z_])', after: '(?![0-9A-Za-z_])' },
  token: { before: '(?<!(?<!\\\\)[0-9A-Za-z_]|-)', after: '(?![0-9A-Za-z_-])' },
  end: { before: '', after: '(?![0-9A-Za-z_/+=-])' },
  value: { before: '', after: '(?![0-9A-Za-z_/+=.:([{-])' },
  none: { before: '', after: '' },
};

const EDGES: readonly Edge[] = ['word', 'token'];

/** Characters around a match that the boundary looks at. */
export const LOOKED_AT: Readonly<Record<Boundary, number>> = { word: 3, token: 3, end: 1, value: 1, none: 0 };

/** The boundary in front of a match of a compiled pattern; undefined where anything may touch it there. */
export function edgeOf(pattern: string): Edge | undefined {
  return EDGES.find((edge) => pattern.startsWith(SIDES[edge].before));
}

/** A pattern with its boundary as look-around. */
export function addBoundary(pattern: string, boundary: Boundary): string {
  const { before, after } = SIDES[boundary];
  return before + after === '' ? pattern : `${before}(?:${pattern})${after}`;
}
