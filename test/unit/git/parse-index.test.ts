import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type IndexEntry, parseIndex } from '../../../src/git/isomorphic/parse-index.ts';
import { oids, paths } from './chunkings.ts';

const entries: fc.Arbitrary<IndexEntry[]> = fc.array(
  fc.record({
    path: fc.oneof(
      paths,
      paths.map((path) => path.repeat(900)),
    ),
    mode: fc.constantFrom('100644', '100755', '120000', '160000'),
    oid: oids,
    stage: fc.integer({ min: 0, max: 3 }),
    intentToAdd: fc.boolean(),
  }),
  { maxLength: 6 },
);

const sealed = (bytes: Buffer): Buffer => Buffer.concat([bytes, createHash('sha1').update(bytes).digest()]);

function write(version: number, given: readonly IndexEntry[], extensions: readonly Buffer[] = []): Buffer {
  const header = Buffer.alloc(12, 'DIRC');
  header.writeUInt32BE(version, 4);
  header.writeUInt32BE(given.length, 8);
  const lines = given.map((entry, i) => writeEntry(version, entry, given[i - 1]?.path ?? ''));
  return sealed(Buffer.concat([header, ...lines, ...extensions]));
}

function writeEntry(version: number, { path, mode, oid, stage, intentToAdd }: IndexEntry, previous: string): Buffer {
  const head = Buffer.alloc(intentToAdd ? 64 : 62);
  head.writeUInt32BE(Number.parseInt(mode, 8), 24);
  head.write(oid, 40, 'hex');
  head.writeUInt16BE((intentToAdd ? 0x4000 : 0) | (stage << 12) | Math.min(path.length, 0xfff), 60);
  if (intentToAdd) head.writeUInt16BE(0x2000, 62);
  if (version === 4) {
    let common = 0;
    while (common < path.length && path[common] === previous[common]) common++;
    const suffix = Buffer.from(`${path.slice(common)}\0`, 'latin1');
    return Buffer.concat([head, offsetNumber(previous.length - common), suffix]);
  }
  const unpadded = Buffer.concat([head, Buffer.from(path, 'latin1')]);
  return Buffer.concat([unpadded, Buffer.alloc(8 - (unpadded.length % 8))]);
}

/** The number encoding of index version 4, the same as of pack offsets. */
function offsetNumber(value: number): Buffer {
  const bytes = [value & 0x7f];
  for (let rest = value >> 7; rest > 0; rest >>= 7) bytes.unshift(0x80 | (--rest & 0x7f));
  return Buffer.from(bytes);
}

function extension(signature: string, size = 4): Buffer {
  const bytes = Buffer.alloc(8 + size, signature.padEnd(8));
  bytes.writeUInt32BE(size, 4);
  return bytes;
}

test('every entry comes back, in each version', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 4 }), entries, (version, given) => {
      expect(parseIndex(write(version, given, [extension('TREE'), extension('REUC', 0)]))).toEqual(given);
    }),
  );
});

test('a cut or changed index is refused, even when its checksum was made to fit', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 4 }), entries, fc.nat(), fc.nat(255), (version, given, at, byte) => {
      const whole = write(version, given);
      const cut = at % whole.length;
      expect(() => parseIndex(whole.subarray(0, cut))).toThrow(expect.objectContaining({ code: 'object-corrupt' }));
      const changed = Buffer.from(whole.subarray(0, whole.length - 20));
      changed[at % changed.length] = byte;
      for (const damaged of [sealed(changed), sealed(changed.subarray(0, cut))]) {
        try {
          parseIndex(damaged);
        } catch (error) {
          expect(error).toMatchObject({ code: expect.stringMatching(/^(object-corrupt|unsupported)$/) });
        }
      }
    }),
  );
});

test('an index without a checksum (index.skipHash) is read', () => {
  const whole = write(2, []);
  whole.fill(0, whole.length - 20);
  expect(parseIndex(whole)).toEqual([]);
});

test.each(['link', 'sdir', 'zzzz'])('the extension %s is refused', (signature) => {
  expect(() => parseIndex(write(2, [], [extension(signature)]))).toThrow(
    expect.objectContaining({ code: 'unsupported' }),
  );
});

test('a folder in the index is refused', () => {
  const entry = { path: 'folder/', mode: '040000', oid: '1'.repeat(40), stage: 0, intentToAdd: false };
  expect(() => parseIndex(write(3, [entry]))).toThrow(expect.objectContaining({ code: 'unsupported' }));
});
