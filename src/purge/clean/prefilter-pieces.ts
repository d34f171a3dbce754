import { pairShares } from '../../wasm/search-pair-shares.ts';

/** A stretch of a text: first byte, and the one behind the last. */
export type Span = readonly [start: number, end: number];

/** Three pieces of this length are less than a line in base64, also in base64 of base64, so that each line end hits one at most. */
const LONGEST = 7;

/** The search finds no shorter ones in encoded text. */
const SHORTEST = 4;

/**
 * Stretches of a text, one behind the other, that are looked for in its place: wherever a line end lies within the encoded
 * text, one of them is whole; three of them survive line ends in both of two encodings. The rarest stretches in source code.
 */
export function pieceOffsets(bytes: Buffer): Span[] {
  const count = Math.min(3, Math.max(1, Math.floor(bytes.length / SHORTEST)));
  const length = count === 1 ? bytes.length : Math.min(LONGEST, Math.floor(bytes.length / count));
  const places = Array.from({ length: bytes.length - count * length + 1 }, (_, first) =>
    Array.from({ length: count }, (_, i): Span => [first + i * length, first + (i + 1) * length]),
  );
  return rarest(places, (spans) => Math.max(...spans.map((span) => commonness(bytes, span))));
}

/** How frequent a stretch is in source code, as a logarithm. */
export function commonness(bytes: Buffer, [start, end]: Span): number {
  let sum = 0;
  for (let i = start; i + 1 < end; i++) sum += Math.log2(pairShares().pair(bytes[i]! | (bytes[i + 1]! << 8)));
  return sum;
}

/** The first of those that are the least common. */
export function rarest<T>(list: readonly T[], common: (one: T) => number): T {
  let best = list[0] as T;
  let least = Number.POSITIVE_INFINITY;
  for (const one of list) {
    const share = common(one);
    if (share < least) [best, least] = [one, share];
  }
  return best;
}
