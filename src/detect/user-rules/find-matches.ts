import type { Matcher, RE2JS } from 're2js';

/** Text is searched piece by piece, so that a deadline can end the search in between. */
export const PIECE = 64 * 1024;

/** What a piece shares with the next. Matches up to this length are found whole wherever they stand. */
export const PIECE_OVERLAP = 16 * 1024;

/** Span of a match's secret. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * All matches of a pattern, in order and not overlapping, as one search over the whole text would give them: a piece
 * begins with the character before it, so that `\b` and `^` see where they are.
 *
 * @param beforePiece called before each piece; may throw to end the search
 */
export function* findMatches(pattern: RE2JS, text: string, group: number, beforePiece: () => void): Generator<Span> {
  let from = 0;
  while (from < text.length) {
    beforePiece();
    const context = from === 0 ? 0 : 1;
    const base = from - context;
    const last = from + PIECE >= text.length;
    const matcher = pattern.matcher(text.slice(base, from + PIECE));
    const limit = last ? text.length : from + PIECE - PIECE_OVERLAP;
    let next = limit;
    for (let found = matcher.find(context); found && base + matcher.start() < limit; found = matcher.find()) {
      next = Math.max(limit, base + matcher.end());
      if (matcher.end() > matcher.start()) yield spanOf(matcher, group, base);
    }
    from = next;
  }
}

/** The group that holds the secret; the whole match when that group took no part in it, so that no match is lost. */
function spanOf(matcher: Matcher, group: number, base: number): Span {
  const chosen = matcher.end(group) > matcher.start(group) ? group : 0;
  return { start: base + matcher.start(chosen), end: base + matcher.end(chosen) };
}
