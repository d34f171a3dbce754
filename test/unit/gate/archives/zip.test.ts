import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Allowance } from '../../../../src/gate/archives/allowance.ts';
import { contentOf } from '../../../../src/gate/archives/member.ts';
import { zipMembers } from '../../../../src/gate/archives/zip.ts';
import { type Entry, zipOf } from '../../../support/archives.ts';

const read = (bytes: Buffer) =>
  zipMembers(bytes)?.map((member) => [member.path, contentOf(bytes, member, new Allowance()).toString('latin1')]);

const entry: fc.Arbitrary<Entry> = fc.record({
  path: fc
    .string({ minLength: 1, maxLength: 30, unit: 'grapheme-ascii' })
    .map((path) => `a/${path.replaceAll('/', '')}x`),
  content: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  method: fc.constantFrom(0, 8),
});

describe('zipMembers', () => {
  it('reads what was written, with whatever stands before and behind, in 32 bits and in 64', () => {
    fc.assert(
      fc.property(
        fc.array(entry, { maxLength: 6 }),
        fc.boolean(),
        fc.string({ maxLength: 20 }),
        fc.constantFrom('', 'PK', 'a comment', 'PK\x05\x06 and no end at all, but long enough'),
        (entries, zip64, before, comment) => {
          const found = read(zipOf(entries, { zip64, before, comment }));
          expect(found).toEqual(entries.map(({ path, content }) => [path, content.toString('latin1')]));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('leaves folders out, and names what it cannot read', () => {
    const bytes = zipOf([
      { path: 'folder/', content: '', method: 0 },
      { path: 'locked', content: 'x', flags: 1 },
      { path: 'bzip2', content: 'x', method: 12 },
    ]);
    expect(read(bytes)).toEqual([
      ['locked', 'encrypted'],
      ['bzip2', 'compressed in an unknown way'],
    ]);
  });

  it('gives undefined for what is cut off, and never leads out of the file, however damaged', () => {
    const whole = zipOf([
      { path: 'a', content: 'one' },
      { path: 'b', content: 'two', method: 0 },
    ]);
    expect(zipMembers(whole.subarray(0, -1))).toBeUndefined();
    expect(zipMembers(Buffer.alloc(0))).toBeUndefined();
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 6 }), (changes) => {
        const bytes = Buffer.from(whole);
        for (const [at, byte] of changes) bytes[at] = byte;
        for (const member of zipMembers(bytes) ?? []) {
          expect(member.start).toBeGreaterThanOrEqual(0);
          expect(member.end).toBeLessThanOrEqual(bytes.length);
          contentOf(bytes, member, new Allowance());
        }
      }),
      { numRuns: 2000 },
    );
  });
});
