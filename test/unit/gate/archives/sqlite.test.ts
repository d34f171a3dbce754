import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSqlite, readSqlite } from '../../../../src/gate/archives/sqlite.ts';
import { PAGE, sqliteOf, sqliteRecord } from '../../../support/sqlite.ts';

/** The values of the tables, without those of the schema, which are numbers. */
const read = (bytes: Buffer) => {
  const { values, isDamaged } = readSqlite(bytes);
  return { texts: values.map((value) => value.toString('latin1')), isDamaged };
};

const text = fc.oneof(fc.stringMatching(/^[a-z]{1,40}$/), fc.stringMatching(/^[a-z]{400,1600}$/));

describe('readSqlite', () => {
  it('reads each text of each record, however long', () => {
    fc.assert(
      fc.property(fc.array(fc.array(text, { minLength: 1, maxLength: 5 }), { maxLength: 5 }), (rows) => {
        expect(read(sqliteOf(rows.map(sqliteRecord)))).toEqual({ texts: rows.flat(), isDamaged: false });
      }),
      { numRuns: 300 },
    );
  });

  it('leads nowhere out of the file, and ends, however damaged', () => {
    const whole = sqliteOf([sqliteRecord(['one'.repeat(300), 'two']), sqliteRecord(['three'])]);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 8 }),
        fc.nat(900),
        (to, cut) => {
          const bytes = Buffer.from(whole.subarray(0, whole.length - cut));
          for (const [at, byte] of to) if (at < bytes.length) bytes[at] = byte;
          const length = readSqlite(bytes).values.reduce((sum, value) => sum + value.length, 0);
          expect(length).toBeLessThanOrEqual(bytes.length);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('reads no record again and again because a page leads to itself, and says that it is damaged', () => {
    const bytes = sqliteOf([sqliteRecord(['x'.repeat(1500)])]);
    const overflow = 2 * PAGE;
    bytes.writeUInt32BE(3, overflow);
    const length = readSqlite(bytes).values.reduce((sum, value) => sum + value.length, 0);
    expect(length).toBeLessThanOrEqual(bytes.length);
    const circle = sqliteOf([sqliteRecord(['x'])]);
    circle[PAGE] = 5;
    circle.writeUInt32BE(2, PAGE + 8);
    expect(readSqlite(circle)).toBeDefined();
  });

  it.each([
    ['cut off', (bytes: Buffer) => bytes.subarray(0, -PAGE)],
    ['without its header', (bytes: Buffer) => bytes.subarray(0, 50)],
    ['of pages of no size', (bytes: Buffer) => bytes.fill(0, 16, 18)],
    ['with a page that is none', (bytes: Buffer) => bytes.fill(0xff, PAGE, PAGE + 1)],
    ['with more cells than a page has room for', (bytes: Buffer) => bytes.fill(0xff, PAGE + 3, PAGE + 5)],
    ['with a record that leads out of the file', (bytes: Buffer) => bytes.fill(0xff, PAGE * 2 - 16, PAGE * 2 - 8)],
    ['with a long record that goes on nowhere', (bytes: Buffer) => bytes.fill(0xff, PAGE * 3 - 4, PAGE * 3)],
  ])('says that one is damaged: %s', (_, damage) => {
    const whole = sqliteOf([sqliteRecord(['a'.repeat(13)]), sqliteRecord(['b'.repeat(700)])]);
    expect(readSqlite(whole).isDamaged).toBe(false);
    expect(readSqlite(damage(Buffer.from(whole))).isDamaged).toBe(true);
  });

  it('reads what is left of tables that are gone, and calls none damaged for it', () => {
    const bytes = sqliteOf([sqliteRecord(['kept']), sqliteRecord(['gone'])]);
    // Only the first row of the schema.
    bytes.writeUInt16BE(1, 103);
    expect(read(bytes)).toEqual({ texts: ['kept', 'gone'], isDamaged: false });
    bytes.fill(0xff, 2 * PAGE + 3, 2 * PAGE + 5);
    expect(read(bytes)).toEqual({ texts: ['kept'], isDamaged: false });
  });

  it('knows a database by its first bytes', () => {
    expect(isSqlite(sqliteOf([]))).toBe(true);
    expect(isSqlite(Buffer.from('SQLite format 2\0'))).toBe(false);
  });
});
