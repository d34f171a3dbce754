import type { ExtraLiteral } from '../../detect/engine/tables-extras.ts';
import { encodedPieces } from './prefilter-encoded.ts';
import { escapedPieces } from './prefilter-escaped.ts';
import { GZIP_LITERALS } from './prefilter-gzip.ts';
import { pieceOffsets } from './prefilter-pieces.ts';
import type { Wanted } from './wanted.ts';

/** What the search can look for (`ExtraLiteral`), in bytes. */
const SHORTEST = 3;

/** Texts of this length are found under two encodings, so that what holds one need not be looked for itself. In bytes. */
const FOUND_DEEP = 8;

/** So many literals have some 50,000 forms; the search's tables number forms in two bytes. */
const MOST = 6000;

/** @returns undefined where a text is too short to be looked for, or there are too many */
export function prefilterOf(wanted: readonly Wanted[]): readonly ExtraLiteral[] | undefined {
  if (wanted.some(({ bytes }) => bytes.length < SHORTEST)) return undefined;
  const literals = new Map<string, ExtraLiteral>();
  for (const literal of [...GZIP_LITERALS, ...withoutHolders(wanted).flatMap(literalsOf)]) {
    literals.set(`${literal.caseless} ${literal.text}`, literal);
    if (literals.size > MOST) return undefined;
  }
  return [...literals.values()];
}

/** Whether one of the literals, by its number, is the beginning of something compressed. */
export const isOfGzip = (literal: number): boolean => literal < GZIP_LITERALS.length;

/** Without those in which another one stands: where they are, that is, in whatever encoding. */
function withoutHolders(wanted: readonly Wanted[]): Buffer[] {
  const all = wanted.map(({ bytes }) => bytes);
  const parts = all.filter((bytes) => bytes.length >= FOUND_DEEP);
  return all.filter(
    (bytes, i) =>
      !parts.some((part) => part.length < bytes.length && bytes.includes(part)) &&
      all.findIndex((one) => one.equals(bytes)) === i,
  );
}

function literalsOf(bytes: Buffer): ExtraLiteral[] {
  const pieces = pieceOffsets(bytes).map(([start, end]) => bytes.subarray(start, end));
  return [
    ...pieces.map((piece) => ({ text: piece.toString('latin1'), caseless: false })),
    ...encodedPieces(bytes, pieces),
    ...escapedPieces(bytes),
  ];
}
