/**
 * Marvin32, its two halves put together as Azure does: a checksum under a seed, which says what kind of key it is.
 *
 * @param seed eight latin1 characters
 * @see https://github.com/microsoft/SymCrypt/blob/main/lib/marvin32.c
 * @see https://github.com/microsoft/security-utilities/blob/main/src/security-utilities-node/marvin.ts
 */
export function marvin32(bytes: Buffer, seed: string): number {
  const padded = Buffer.alloc((bytes.length & ~3) + 4);
  bytes.copy(padded);
  padded[bytes.length] = 0x80;
  const start = Buffer.from(seed, 'latin1');
  let state: State = [start.readUInt32BE(4), start.readUInt32BE(0)];
  for (let at = 0; at < padded.length; at += 4) state = mix([state[0] + padded.readUInt32LE(at), state[1]]);
  const [low, high] = mix(state);
  return (low ^ high) >>> 0;
}

/** Two words of 32 bits, low and high. */
type State = readonly [number, number];

function mix([first, second]: State): State {
  let [low, high] = [first, second ^ first];
  low = rotate(low, 20) + high;
  high = rotate(high, 9) ^ low;
  low = rotate(low, 27) + high;
  return [low | 0, rotate(high, 19)];
}

const rotate = (word: number, by: number): number => (word << by) | (word >>> (32 - by));
