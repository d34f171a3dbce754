import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Allowance } from '../../../../src/gate/archives/allowance.ts';
import { contentOf, type Member } from '../../../../src/gate/archives/member.ts';
import { zipMembers } from '../../../../src/gate/archives/zip.ts';
import { unlistedMembers } from '../../../../src/gate/archives/zip-local.ts';
import { type Entry, zipOf } from '../../../support/archives.ts';

const contentIn = (bytes: Buffer, member: Member): string => {
  const content = contentOf(bytes, member, new Allowance());
  return typeof content === 'string' ? content : content.bytes.toString('latin1');
};

const read = (bytes: Buffer) => zipMembers(bytes).members.map((member) => [member.path, contentIn(bytes, member)]);
const isDamaged = (bytes: Buffer) => zipMembers(bytes).isDamaged;

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
        fc.tuple(fc.boolean(), fc.boolean()),
        (entries, zip64, before, comment, adjusted) => {
          const bytes = zipOf(entries, { zip64, before, comment, adjusted });
          // Only the directory's numbers count what stands before, the members' don't: then nothing says how much that is.
          fc.pre(adjusted[0] || !adjusted[1]);
          expect(read(bytes)).toEqual(entries.map(({ path, content }) => [path, content.toString('latin1')]));
          expect(isDamaged(bytes)).toBe(false);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('names what it cannot read', () => {
    const bytes = zipOf([
      { path: 'locked', content: 'x', flags: 1 },
      { path: 'bzip2', content: 'x', method: 12 },
    ]);
    expect(read(bytes)).toEqual([
      ['locked', 'encrypted'],
      ['bzip2', 'compressed in an unknown way'],
    ]);
  });

  it('says what is cut off, and never leads out of the file, however damaged', () => {
    const whole = zipOf([
      { path: 'a', content: 'one' },
      { path: 'b', content: 'two', method: 0 },
    ]);
    expect(isDamaged(whole)).toBe(false);
    expect(isDamaged(whole.subarray(0, -1))).toBe(true);
    expect(isDamaged(Buffer.alloc(0))).toBe(true);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 6 }), (changes) => {
        const bytes = Buffer.from(whole);
        for (const [at, byte] of changes) bytes[at] = byte;
        const ends = new Map<number, number>();
        for (const member of [...zipMembers(bytes).members, ...unlistedMembers(bytes, ends)]) {
          expect(member.start).toBeGreaterThanOrEqual(0);
          expect(member.end).toBeLessThanOrEqual(bytes.length);
          contentOf(bytes, member, new Allowance());
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('unlistedMembers', () => {
  const unlisted = (bytes: Buffer) => {
    const ends = new Map<number, number>();
    for (const { start, end } of zipMembers(bytes).members) ends.set(start, end);
    return [...unlistedMembers(bytes, ends)].map((member) => [member.path, contentIn(bytes, member)]);
  };

  it('finds what the directory does not lead to, and nothing else, wherever sizes stand', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(entry, fc.boolean(), fc.boolean()).map(([made, isUnlisted, isBehind]) => ({
            ...made,
            // A size behind data that shows no end of its own is only looked for where it may be: text is without it.
            content: made.method === 0 && isBehind ? 'text' : made.content,
            isUnlisted,
            flags: isBehind ? 8 : 0,
          })),
          { maxLength: 6 },
        ),
        fc.boolean(),
        (entries, saysNothing) => {
          const found = unlisted(zipOf(entries, saysNothing ? { says: 0 } : {}));
          const hidden = entries.filter(({ isUnlisted }) => isUnlisted);
          expect(found).toEqual(hidden.map(({ path, content }) => [path, content.toString('latin1')]));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('takes no four bytes for a header, and says where one leads out of the file', () => {
    expect(unlisted(Buffer.from(`PK\x03\x04${'\0'.repeat(60)}`))).toEqual([]);
    expect(unlisted(Buffer.from('PK\x03\x04 and then some text that is no header of any file'))).toEqual([]);
    const cut = zipOf([{ path: 'a', content: 'x'.repeat(100), method: 0 }]).subarray(0, 60);
    expect(unlisted(cut)).toEqual([['a', 'damaged']]);
  });
});
