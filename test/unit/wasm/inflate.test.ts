import { constants, deflateSync, inflateRawSync, inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../support/runs.ts';
import { BitWriter, canonicalCodes, dynamicBlock } from './bit-writer.ts';
import { GuardedMemory } from './guarded-memory.ts';

const SOURCE_SLACK = 32;
const OUTPUT_SLACK = 64;
const PREFIX_SLACK = 64 + 258;
const HEADER = [0x78, 0x9c];
const ENDS_EARLY = -1;
const DAMAGED = -2;
const OTHER_LENGTH = -3;
const OTHER_CHECKSUM = -4;
const MOST_OUTPUT = 1 << 18;

const memory = new GuardedMemory();

interface Outcome {
  readonly status: number;
  readonly bytes: Buffer;
}

/** Inflates under guard, once with the source at memory's end, once with the output there; both must agree. */
function inflate(stream: Uint8Array, length: number, behind: Uint8Array = new Uint8Array()): Outcome {
  const [first, second] = [true, false].map((sourceLast): Outcome => {
    memory.clear(stream.length);
    const { source, output } = layOut(sourceLast, stream, behind, length + OUTPUT_SLACK);
    const status = memory.guard([[output, output + length + OUTPUT_SLACK]], () =>
      memory.core.exports.inflate(source, source + stream.length, output, length),
    );
    return { status, bytes: memory.read(output, length) };
  });
  expect(second!.status).toBe(first!.status);
  if (first!.status > 0) expect(second!.bytes.equals(first!.bytes)).toBe(true);
  return first!;
}

function inflatePrefix(stream: Uint8Array, want: number, sourceLast = false): Outcome {
  memory.clear(want);
  const { source, output } = layOut(sourceLast, stream, new Uint8Array(), want + PREFIX_SLACK);
  const status = memory.guard([[output, output + want + PREFIX_SLACK]], () =>
    memory.core.exports.inflatePrefix(source, source + stream.length, output, want),
  );
  return { status, bytes: memory.read(output, Math.max(status, 0)) };
}

function layOut(sourceLast: boolean, stream: Uint8Array, behind: Uint8Array, room: number) {
  const content = Buffer.concat([stream, Buffer.alloc(SOURCE_SLACK, 0xa7)]);
  content.set(behind.subarray(0, SOURCE_SLACK), stream.length);
  const source = sourceLast ? memory.atEnd(content) : memory.place(content);
  return { source, output: sourceLast ? memory.place(room) : memory.atEnd(room) };
}

/** What zlib makes of raw DEFLATE data. */
function rawByZlib(body: Uint8Array): { bytes: Buffer; taken: number } | undefined {
  try {
    const { buffer, engine } = inflateRawSync(body, { info: true, maxOutputLength: MOST_OUTPUT }) as unknown as {
      buffer: Buffer;
      engine: { bytesWritten: number };
    };
    return { bytes: buffer, taken: engine.bytesWritten };
  } catch {
    return undefined;
  }
}

function adler32(bytes: Uint8Array): Buffer {
  let [a, b] = [1, 0];
  for (const byte of bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  const sum = Buffer.alloc(4);
  sum.writeUInt16BE(b, 0);
  sum.writeUInt16BE(a, 2);
  return sum;
}

/** Expects that raw data, made a stream, is accepted if and only if zlib accepts it, with the same bytes. @returns whether it is */
function expectAsZlib(body: Uint8Array): boolean {
  const expected = rawByZlib(body);
  if (!expected) {
    expectDamaged(Buffer.from([...HEADER, ...body]));
    return false;
  }
  const used = Buffer.concat([body.subarray(0, expected.taken), adler32(expected.bytes)]);
  const stream = Buffer.concat([Buffer.from(HEADER), used, Buffer.from([9, 9, 9])]);
  const { status, bytes } = inflate(stream, expected.bytes.length);
  expect(status).toBe(stream.length - 3);
  expect(bytes.equals(expected.bytes)).toBe(true);
  return true;
}

/** Expects that a stream is refused for itself: not for a length or checksum that it would have if it were none the worse. */
function expectDamaged(stream: Uint8Array): void {
  const { status } = inflate(stream, MOST_OUTPUT);
  if (status === OTHER_LENGTH) expect(inflatePrefix(stream, MOST_OUTPUT).status).toBeGreaterThanOrEqual(MOST_OUTPUT);
  else expect([ENDS_EARLY, DAMAGED]).toContain(status);
}

const piece = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc
    .tuple(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 60 }))
    .map(([unit, times]) => Buffer.concat(Array.from({ length: times }, () => unit))),
  fc.string({ unit: fc.constantFrom(...'etaoin shrdlu\n(){};'), maxLength: 3000 }).map((text) => Buffer.from(text)),
);
const content = fc.array(piece, { maxLength: 8 }).map((pieces) => Buffer.concat(pieces));
const options = fc.record({
  level: fc.integer({ min: 0, max: 9 }),
  strategy: fc.constantFrom(
    constants.Z_DEFAULT_STRATEGY,
    constants.Z_FIXED,
    constants.Z_HUFFMAN_ONLY,
    constants.Z_RLE,
    constants.Z_FILTERED,
  ),
  windowBits: fc.integer({ min: 9, max: 15 }),
  memLevel: fc.integer({ min: 1, max: 9 }),
});

describe('inflate', () => {
  it('gives back what zlib deflated, and says how long the stream was', () => {
    fc.assert(
      fc.property(content, options, fc.uint8Array({ maxLength: 32 }), (bytes, how, behind) => {
        const stream = deflateSync(bytes, how);
        const whole = inflate(stream, bytes.length, behind);
        expect(whole.status).toBe(stream.length);
        expect(whole.bytes.equals(bytes)).toBe(true);
        const followed = inflate(Buffer.concat([stream, behind]), bytes.length);
        expect(followed.status).toBe(stream.length);
        expect(followed.bytes.equals(bytes)).toBe(true);
      }),
      { numRuns: runs(300) },
    );
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 31, 32, 33])('repeats %i bytes', (distance) => {
    const unit = Buffer.from(Array.from({ length: distance }, (_, i) => i * 7 + 1));
    for (const length of [3, 4, 15, 16, 17, 258, 259, 1000]) {
      const bytes = Buffer.alloc(distance + length, unit);
      expect(inflate(deflateSync(bytes), bytes.length).bytes.equals(bytes)).toBe(true);
    }
  });

  it('inflates megabytes', () => {
    const bytes = Buffer.alloc(300_000);
    for (let i = 0; i < bytes.length; i++) bytes[i] = (i * i) >> (i & 15);
    for (const level of [0, 1, 6, 9])
      expect(inflate(deflateSync(bytes, { level }), bytes.length).bytes.equals(bytes)).toBe(true);
  });

  it('refuses a stream that ends early, whatever lies behind it', () => {
    fc.assert(
      fc.property(content, options, fc.double({ min: 0, max: 1, noNaN: true }), (bytes, how, part) => {
        const stream = deflateSync(bytes, how);
        const cut = Math.min(Math.floor(part * stream.length), stream.length - 1);
        expect(inflate(stream.subarray(0, cut), bytes.length).status).toBeLessThan(0);
        expect(inflate(stream.subarray(0, cut), bytes.length, stream.subarray(cut)).status).toBe(ENDS_EARLY);
      }),
      { numRuns: runs(300) },
    );
  });

  it('refuses another length', () => {
    fc.assert(
      fc.property(content, options, fc.integer({ min: 1, max: 300 }), (bytes, how, difference) => {
        const stream = deflateSync(bytes, how);
        expect(inflate(stream, bytes.length + difference).status).toBe(OTHER_LENGTH);
        if (difference <= bytes.length) expect(inflate(stream, bytes.length - difference).status).toBe(OTHER_LENGTH);
      }),
      { numRuns: runs(200) },
    );
    const { exports } = memory.core;
    for (const length of [0x7fff0001, 0x80000000, 0xffffffff])
      expect(exports.inflate(0, 0, 0, length)).toBe(OTHER_LENGTH);
  });

  it('refuses another checksum', () => {
    const stream = deflateSync('what it is about');
    for (let i = 1; i <= 4; i++) {
      const other = Buffer.from(stream);
      other[stream.length - i]! ^= 1 << i;
      expect(inflate(other, 16).status).toBe(OTHER_CHECKSUM);
    }
  });

  it('has no overflow in its checksum', () => {
    for (const length of [15, 16, 17, 5551, 5552, 5553, 5567, 5568, 11104, 200_003]) {
      const bytes = Buffer.alloc(length, 0xff);
      expect(inflate(deflateSync(bytes), length).status).toBeGreaterThan(0);
    }
  });

  it('accepts the headers that zlib accepts', () => {
    const body = deflateSync('').subarray(2);
    memory.clear();
    const source = memory.place(body.length + 2, SOURCE_SLACK);
    const output = memory.place(0, OUTPUT_SLACK);
    for (let header = 0; header < 65536; header += header % 31 === 0 ? 1 : 7) {
      const stream = Buffer.concat([Buffer.from([header >> 8, header & 255]), body]);
      let accepted = true;
      try {
        inflateSync(stream);
      } catch {
        accepted = false;
      }
      memory.core.bytes.set(stream, source);
      const status = memory.core.exports.inflate(source, source + stream.length, output, 0);
      expect([header, status]).toEqual([header, accepted ? stream.length : DAMAGED]);
    }
  });
});

describe('inflate and zlib accept the same', () => {
  it('damaged streams', () => {
    let accepted = 0;
    fc.assert(
      fc.property(
        content,
        options,
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 7 })), { minLength: 1, maxLength: 4 }),
        (bytes, how, flips) => {
          const body = deflateSync(bytes, how).subarray(2, -4);
          // The first bytes tell most: half of the flips go there.
          for (const [i, [place, bit]] of flips.entries())
            body[place % (i % 2 ? body.length : Math.min(body.length, 60))]! ^= 1 << bit;
          if (expectAsZlib(body)) accepted++;
        },
      ),
      { numRuns: runs(1000) },
    );
    expect(accepted).toBeGreaterThan(runs(1000) * 0.02);
  });

  it('random bytes', () => {
    fc.assert(
      fc.property(fc.constantFrom(1, 3, 5), fc.uint8Array({ minLength: 1, maxLength: 300 }), (first, body) => {
        body[0] = (body[0]! & ~7) | first;
        expectAsZlib(body);
      }),
      { numRuns: runs(1000) },
    );
  });

  it('random codes with random bits behind', () => {
    const lengths = fc.array(fc.integer({ min: 0, max: 15 }), { minLength: 257, maxLength: 288 });
    const distances = fc.array(fc.integer({ min: 0, max: 15 }), { minLength: 1, maxLength: 32 });
    fc.assert(
      fc.property(lengths, distances, fc.uint8Array({ maxLength: 50 }), (own, other, behind) => {
        expectAsZlib(withBits(dynamicBlock(own, other), behind));
      }),
      { numRuns: runs(300) },
    );
  });

  it('complete codes of all shapes, and almost complete ones', () => {
    let accepted = 0;
    const shape = fc.array(fc.nat({ max: 100 }), { minLength: 300, maxLength: 300 });
    fc.assert(
      fc.property(
        fc.integer({ min: 257, max: 286 }),
        fc.integer({ min: 1, max: 30 }),
        shape,
        shape,
        fc.constantFrom(0, 0, 0, 1, -1),
        fc.array(fc.nat({ max: 285 }), { maxLength: 80 }),
        (lengthCount, distanceCount, splits, distanceSplits, error, symbols) => {
          const lengths = completeLengths(lengthCount, splits, 256);
          const distances = completeLengths(distanceCount, distanceSplits, 0);
          if (error) lengths[splits[0]!] = Math.min(15, Math.max(0, lengths[splits[0]!]! + error));
          const block = dynamicBlock(lengths, distances);
          const codes = canonicalCodes(lengths);
          const distanceCodes = canonicalCodes(distances);
          for (const symbol of [65, 66, 67, ...symbols, 256]) {
            if (!codes[symbol]?.length) continue;
            block.code(codes[symbol]);
            if (symbol > 256)
              block
                .number(symbol, symbol === 285 ? 0 : Math.max(0, (symbol - 261) >> 2))
                .code(distanceCodes[symbol % distanceCount]!);
          }
          if (expectAsZlib(block.bytes())) accepted++;
        },
      ),
      { numRuns: runs(1000) },
    );
    expect(accepted).toBeGreaterThan(runs(1000) * 0.02);
  });

  it('codes of one symbol, or of none', () => {
    const only = (length: number, symbol: number, count: number) =>
      Array.from({ length: count }, (_, i) => (i === symbol ? length : 0));
    const literals = Array.from({ length: 258 }, (_, i) => (i === 65 || i === 256 ? 2 : i === 257 ? 1 : 0));
    for (const length of [0, 1, 2, 15]) {
      for (const bits of [0, 0xff]) {
        expectAsZlib(withBits(dynamicBlock(only(length, 256, 257), [0]), [bits, bits]));
        expectAsZlib(withBits(dynamicBlock(only(length, 255, 257), [0]), [bits, bits]));
        for (const distance of [0, 1, 29]) {
          for (const tail of [0b10_0_10, 0b11_0_0_10, 0b11_1_0_10, 0b11_10]) {
            expectAsZlib(withBits(dynamicBlock(literals, only(length, distance, 30)), [tail, bits, bits]));
          }
        }
      }
    }
  });

  it('too many symbols, codes that overlap, blocks without an end', () => {
    const some = (count: number, ...symbols: number[]) =>
      Array.from({ length: count }, (_, i) => (symbols.includes(i) ? 1 : 0));
    const isAccepted = (lengths: number[], distances: number[]) =>
      expectAsZlib(withBits(dynamicBlock(lengths, distances), [0b10]));
    expect(isAccepted(some(286, 65, 256), some(30, 0, 1))).toBe(true);
    expect(isAccepted(some(287, 65, 256), some(30, 0, 1))).toBe(false);
    expect(isAccepted(some(286, 65, 256), some(31, 0, 1))).toBe(false);
    expect(isAccepted(some(286, 65, 66, 256), some(30, 0, 1))).toBe(false);
    expect(isAccepted(some(286, 65, 256), some(30, 0, 1, 2))).toBe(false);
    const endless = withBits(dynamicBlock(some(257, 65, 66), [0]), [0, 0, 0, 0, 0, 0]);
    expect(inflatePrefix(Buffer.from([...HEADER, ...endless]), 1).status).toBe(DAMAGED);
  });

  it('repeated code lengths, also across the two codes and beyond their end', () => {
    const repeat = fc.tuple(fc.constantFrom(0, 1, 2, 8, 9, 16, 17, 18), fc.nat({ max: 127 }));
    fc.assert(
      fc.property(
        fc.array(repeat, { maxLength: 60 }),
        fc.nat({ max: 31 }),
        fc.nat({ max: 31 }),
        (steps, more, distances) => {
          expectAsZlib(metaBlock(steps, more, distances));
        },
      ),
      { numRuns: runs(1000) },
    );
    // No literal, 256 and 257 with one bit, two distances with one bit.
    const across = [
      [18, 127],
      [18, 107],
      [1, 0],
      [16, 0],
    ] as const;
    expect(expectAsZlib(metaBlock(across, 1, 1))).toBe(true);
    expect(expectAsZlib(metaBlock(across, 1, 0))).toBe(false);
    const repeatsNothing = [
      [16, 0],
      [18, 127],
      [18, 104],
      [1, 0],
      [16, 0],
    ] as const;
    expect(expectAsZlib(metaBlock(repeatsNothing, 1, 1))).toBe(false);
  });

  it('stored blocks with wrong lengths', () => {
    for (const [length, check] of [
      [3, 0xfffc],
      [3, 0xfffd],
      [4, 0xfffb],
      [0, 0xffff],
      [0xffff, 0],
    ] as const) {
      const body = Buffer.from([1, length & 255, length >> 8, check & 255, check >> 8, 1, 2, 3]);
      expectAsZlib(body);
    }
  });

  it('blocks upon blocks', () => {
    const writer = new BitWriter();
    for (let i = 0; i < 3000; i++) writer.number(0b010, 3).number(0, 7);
    expect(expectAsZlib(writer.number(0b011, 3).number(0, 7).bytes())).toBe(true);
  });
});

describe('inflatePrefix', () => {
  it('gives the first bytes, or all of them', () => {
    fc.assert(
      fc.property(content, options, fc.nat({ max: 2000 }), fc.boolean(), (bytes, how, want, sourceLast) => {
        const { status, bytes: prefix } = inflatePrefix(deflateSync(bytes, how), want, sourceLast);
        expect(status).toBeGreaterThanOrEqual(Math.min(want, bytes.length));
        expect(prefix.equals(bytes.subarray(0, status))).toBe(true);
      }),
      { numRuns: runs(500) },
    );
  });

  it('gives no byte that the stream does not have', () => {
    fc.assert(
      fc.property(
        content,
        options,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat({ max: 2000 }),
        (bytes, how, part, want) => {
          const stream = deflateSync(bytes, how);
          const cut = stream.subarray(0, Math.floor(part * stream.length));
          const { status, bytes: prefix } = inflatePrefix(cut, want, want % 2 === 0);
          if (status >= 0) expect(prefix.equals(bytes.subarray(0, status))).toBe(true);
          if (cut.length < stream.length && want > bytes.length) expect(status).toBe(ENDS_EARLY);
        },
      ),
      { numRuns: runs(500) },
    );
  });

  it('never leaves its regions', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat({ max: 700 }), fc.boolean(), (body, want, sourceLast) => {
        inflatePrefix(Buffer.from([...HEADER, ...body]), want, sourceLast);
      }),
      { numRuns: runs(1000) },
    );
  });

  it('checks the checksum of a stream that it reads to the end', () => {
    const stream = deflateSync('short');
    stream[stream.length - 1]! ^= 1;
    expect(inflatePrefix(stream, 4).status).toBeGreaterThanOrEqual(4);
    expect(inflatePrefix(stream, 6).status).toBe(OTHER_CHECKSUM);
  });
});

function withBits(block: BitWriter, bytes: Iterable<number>): Buffer {
  for (const byte of bytes) block.number(byte, 8);
  return block.bytes();
}

/** Lengths of a complete code, made by splitting leaves; `always` is a symbol that has a code. */
function completeLengths(symbols: number, splits: readonly number[], always: number): number[] {
  const leaves = [0];
  for (const split of splits) {
    if (leaves.length === symbols) break;
    // Later leaves are split more often, so that some codes become long.
    const at = split % 3 ? leaves.length - 1 - (split % Math.min(leaves.length, 5)) : split % leaves.length;
    if (leaves[at]! < 15) leaves.splice(at, 1, leaves[at]! + 1, leaves[at]! + 1);
  }
  if (leaves.length === 1) leaves[0] = 1;
  const lengths = new Array<number>(symbols).fill(0);
  for (const [i, length] of leaves.entries()) lengths[(always + i * 3) % symbols] ||= length;
  return lengths;
}

/** A dynamic block whose code lengths are written with a code of its own: every meta symbol that occurs, and some more, in five bits. */
function metaBlock(steps: readonly (readonly [number, number])[], more: number, distances: number): Buffer {
  const metaLengths = Array.from({ length: 19 }, (_, symbol) => (symbol < 13 ? 4 : 5));
  const order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
  const codes = canonicalCodes(metaLengths);
  const block = new BitWriter().number(0b101, 3).number(more, 5).number(distances, 5).number(15, 4);
  for (const symbol of order) block.number(metaLengths[symbol]!, 3);
  for (const [symbol, repeat] of steps) {
    block.code(codes[symbol]!);
    if (symbol >= 16) block.number(repeat, { 16: 2, 17: 3, 18: 7 }[symbol]!);
  }
  return withBits(block, new Uint8Array(60).fill(0x5a));
}
