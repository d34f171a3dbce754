/** A stretch of bytes: first byte, and the one behind the last. */
type Span = readonly [start: number, end: number];

/**
 * What one byte of a text takes at most where it is found: six characters for an escaped one (`\u0041`), twice over, each of
 * them four bytes wide.
 */
const EXPANSION = 6 * 6 * 4;

/** What an encoder begins or ends with, and characters whose bits belong to two bytes, in bytes. */
const MARGIN = 256;

/** By byte: 0 for what may stand between the lines of encoded text, as often as it likes. */
const COUNTS = new Uint8Array(256).fill(1);
for (const blank of Buffer.from(' \t\r\n\0')) COUNTS[blank] = 0;

/**
 * Stretches of bytes, each once, such that a text is whole in one of them, in whatever encoding, of which a part stands at
 * one of some places.
 * @param places ascending
 * @param longest length of the longest text, in bytes
 */
export function around(bytes: Buffer, places: readonly number[], longest: number): Span[] {
  const reach = longest * EXPANSION + MARGIN;
  const spans: [number, number][] = [];
  let end = 0;
  let before = 0;
  for (const place of places) {
    // What of the reach of the place before is left behind, or nothing of it holds here.
    const left = place < end ? letters(bytes, before, place) : reach;
    end = goOn(bytes, Math.max(end, place), left);
    before = place;
    const known = spans.at(-1);
    const start = goBack(bytes, place, reach, known?.[1] ?? 0);
    if (known && start <= known[1]) known[1] = end;
    else spans.push([start, end]);
  }
  return spans;
}

function goOn(bytes: Buffer, from: number, count: number): number {
  let at = from;
  for (let left = count; at < bytes.length && left > 0; at++) left -= COUNTS[bytes[at]!]!;
  return at;
}

function goBack(bytes: Buffer, from: number, count: number, end: number): number {
  let at = from;
  for (let left = count; at > end && left > 0; at--) left -= COUNTS[bytes[at - 1]!]!;
  return at;
}

function letters(bytes: Buffer, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at++) count += COUNTS[bytes[at]!]!;
  return count;
}
