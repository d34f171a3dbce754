import type { ExtraLiteral } from '../../detect/engine/tables-extras.ts';

const SHORTEST = 3;

/** In texts below this length, there are no two pieces that could be looked for on either side of a line end. In bytes. */
const SPLIT_BELOW = 8;

/** Shorter texts are not looked for in encoded text at all. In bytes. */
const ENCODED_FROM = 5;

/**
 * Pieces of a text as they stand in an encoding. The search knows them itself; but it knows no form of a form, and a text
 * under two encodings is a form of one of these.
 */
export function encodedPieces(bytes: Buffer, pieces: readonly Buffer[]): ExtraLiteral[] {
  if (bytes.length < ENCODED_FROM) return [];
  if (bytes.length < SPLIT_BELOW) return [...base64Of(bytes), ...hexOf(bytes)].flatMap(halves);
  const encoded = pieces.flatMap((piece) => [...base64Of(piece), ...hexOf(piece), ...wideOf(piece)]);
  return encoded.filter(({ text }) => text.length >= SHORTEST);
}

/** The characters that a text determines whole, with 0 to 2 bytes of the first group of three before it. */
function base64Of(bytes: Buffer): ExtraLiteral[] {
  return [0, 1, 2].flatMap((skip) => {
    const padded = Buffer.concat([Buffer.alloc(skip), bytes]);
    const [from, to] = [Math.ceil((skip * 8) / 6), Math.floor((padded.length * 8) / 6)];
    const both = new Set([padded.toString('base64').slice(from, to), padded.toString('base64url').slice(from, to)]);
    return Array.from(both, (text) => ({ text, caseless: false }));
  });
}

function hexOf(bytes: Buffer): ExtraLiteral[] {
  return [{ text: bytes.toString('hex'), caseless: true }];
}

/** UTF-16 and UTF-32 of either byte order. */
function wideOf(bytes: Buffer): ExtraLiteral[] {
  const characters = Array.from(bytes.toString('latin1'));
  return [1, 3].map((zeros) => ({ text: characters.join('\0'.repeat(zeros)), caseless: false }));
}

function halves({ text, caseless }: ExtraLiteral): ExtraLiteral[] {
  const middle = Math.floor(text.length / 2);
  return [text.slice(0, middle), text.slice(middle)].map((half) => ({ text: half, caseless }));
}
