import type { DeltaOperation } from '../reference/apply-delta.ts';
import type { Random } from '../template.ts';
import { below, encoded, oneOf, planted, plantedText, prose } from './planted-text.ts';

const LONGEST_INSERT = 127;
// A chain does not wear out: what has become short grows again, and most cuts are short.
const SMALL = 2000;
const MOST_CUT = 400;
// Edits come to lie at these distances from where something begins or ends: inside, at the limits of the windows, of pairs.
const DISTANCES = [
  -481, -300, -257, -256, -255, -40, -36, -34, -33, -32, -31, -2, -1, 0, 1, 2, 7, 33, 65, 97, 255, 256, 480,
];

/** A range [from, to) of the base. */
type Piece = readonly [from: number, to: number] | Buffer;

/**
 * What a delta may do: cut, insert, replace, repeat and move parts of its base, near to or far from places of interest.
 * @param places of interest in the base
 */
export function randomDelta(base: Buffer, places: readonly number[], random: Random): DeltaOperation[] {
  let pieces: Piece[] = [[0, base.length]];
  for (let edits = 1 + below(random, 4); edits > 0; edits--) pieces = edit(pieces, base, places, random);
  if (base.length < SMALL) pieces = [...pieces, plantedText(random, 3)];
  return pieces.flatMap(operationsOf);
}

function edit(pieces: readonly Piece[], base: Buffer, places: readonly number[], random: Random): Piece[] {
  const from = place(base, places, random);
  const to = Math.min(base.length, from + oneOf(random, [0, 1, 2, 5, 30, 64, 300, 1200]));
  switch (below(random, 10)) {
    case 0:
      return without(pieces, 0, random() < 0.3 ? from : Math.min(from, MOST_CUT));
    case 1:
      return without(pieces, random() < 0.3 ? from : Math.max(from, base.length - MOST_CUT), base.length);
    case 2:
      return [...without(pieces, from, base.length), [from, to], ...without(pieces, 0, from)];
    case 3:
      return [...without(pieces, to, base.length), ...without(pieces, 0, from), [from, to]];
    case 4:
      return [...pieces, [from, base.length]];
    case 5:
    case 6:
      return [...without(pieces, from, base.length), ...without(pieces, 0, to)];
    case 7:
      return [...without(pieces, from, base.length), inserted(random), ...without(pieces, 0, from)];
    default:
      return [...without(pieces, from, base.length), inserted(random), ...without(pieces, 0, to)];
  }
}

function place(base: Buffer, places: readonly number[], random: Random): number {
  if (places.length === 0 || random() < 0.15) return below(random, base.length + 1);
  return Math.max(0, Math.min(base.length, oneOf(random, places) + oneOf(random, DISTANCES)));
}

function inserted(random: Random): Buffer {
  const length = oneOf(random, [1, 1, 2, 3, 20, 120, 300, 500]);
  const text = random() < 0.4 ? encoded(planted(random), random) : prose(random, length);
  if (random() < 0.3) return Buffer.from(oneOf(random, ['A', 'x', '=', '"', '\n', '\0', ' ', '4', '-']));
  return Buffer.from(random() < 0.2 ? text.slice(0, below(random, text.length)) : text, 'latin1');
}

/** The pieces less what they have of [from, to). Empty ones vanish. */
function without(pieces: readonly Piece[], from: number, to: number): Piece[] {
  return pieces.flatMap((piece): Piece[] => {
    if (Buffer.isBuffer(piece)) return [piece];
    const [start, end] = piece;
    const kept: Piece[] = [
      [start, Math.min(end, from)],
      [Math.max(start, to), end],
    ];
    return kept.filter(([a, b]) => (a as number) < (b as number));
  });
}

function operationsOf(piece: Piece): DeltaOperation[] {
  if (!Buffer.isBuffer(piece)) return piece[0] < piece[1] ? [{ copy: piece[0], length: piece[1] - piece[0] }] : [];
  const parts: DeltaOperation[] = [];
  for (let at = 0; at < piece.length; at += LONGEST_INSERT)
    parts.push({ insert: piece.subarray(at, at + LONGEST_INSERT) });
  return parts;
}
