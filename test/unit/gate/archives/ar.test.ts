import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arMembers, isAr } from '../../../../src/gate/archives/ar.ts';
import { arOf } from '../../../support/archives.ts';

const read = (bytes: Buffer) =>
  arMembers(bytes).members.map(({ path, start, end }) => [path, bytes.toString('latin1', start, end)]);

const entry = fc.record({
  name: fc.stringMatching(/^[a-z][a-z0-9._-]{0,14}$/),
  content: fc.uint8Array({ maxLength: 99 }).map((bytes) => Buffer.from(bytes)),
});

describe('arMembers', () => {
  it('reads what was written', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 5 }), (entries) => {
        const bytes = arOf(entries);
        expect(read(bytes)).toEqual(entries.map(({ name, content }) => [name, content.toString('latin1')]));
        expect(arMembers(bytes).isDamaged).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  it('knows GNU’s names and BSD’s, of whatever length', () => {
    const long = 'a-name-that-is-longer.o';
    const bytes = arOf([
      { name: '/', content: 'symbols' },
      { name: '//', content: `first.o/\n${long}/\n` },
      { name: '/9', content: 'one' },
      { name: 'short.o/', content: 'two' },
      { name: '#1/25', content: `${long}\0\0three` },
    ]);
    expect(read(bytes).filter(([name]) => !name!.startsWith('/'))).toEqual([
      [long, 'one'],
      ['short.o', 'two'],
      [long, 'three'],
    ]);
  });

  it('says what is cut off, and never leads out of the file, however damaged', () => {
    const whole = arOf([
      { name: 'a', content: 'one' },
      { name: '#1/4', content: 'nametwo' },
    ]);
    expect(arMembers(whole.subarray(0, -3)).isDamaged).toBe(true);
    expect(arMembers(whole.subarray(0, -60))).toMatchObject({ members: [{ path: 'a' }], isDamaged: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 4 }), (changes) => {
        const bytes = Buffer.from(whole);
        for (const [at, byte] of changes) bytes[at] = byte;
        for (const { start, end } of arMembers(bytes).members) {
          expect(start).toBeLessThanOrEqual(end);
          expect(end).toBeLessThanOrEqual(bytes.length);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('knows an archive by its first bytes', () => {
    expect(isAr(arOf([]))).toBe(true);
    expect(isAr(Buffer.from('!<arch> of text'))).toBe(false);
  });
});
