import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSqlite, sqliteTexts } from '../../../../src/gate/archives/sqlite.ts';

const PAGE = 512;
// https://www.sqlite.org/fileformat2.html: a table's leaf keeps so many bytes of a record (1.6), and at least so many.
const MOST = PAGE - 35;
const LEAST = Math.floor(((PAGE - 12) * 32) / 255) - 23;

const varint = (value: number): number[] =>
  value < 128 ? [value] : [...varint(Math.floor(value / 128)).map((byte) => byte | 0x80), value % 128];

/** A record of texts. The header's length takes one byte: few enough of them. */
function record(texts: readonly string[]): Buffer {
  const types = texts.flatMap((text) => varint(13 + text.length * 2));
  return Buffer.concat([Buffer.from([types.length + 1, ...types]), Buffer.from(texts.join(''), 'latin1')]);
}

/** A database with a leaf of its own for each record, and what that needs of further pages behind it. */
function database(records: readonly Buffer[]): Buffer {
  const first = Buffer.alloc(PAGE);
  first.write('SQLite format 3\0');
  first.writeUInt16BE(PAGE, 16);
  first[100] = 13;
  const pages = [first];
  for (const payload of records) {
    const least = LEAST + ((payload.length - LEAST) % (PAGE - 4));
    const local = payload.length <= MOST ? payload.length : least <= MOST ? least : LEAST;
    const leaf = Buffer.alloc(PAGE);
    const head = Buffer.from([...varint(payload.length), 1]);
    const at = PAGE - head.length - local - (local < payload.length ? 4 : 0);
    leaf[0] = 13;
    leaf.writeUInt16BE(1, 3);
    leaf.writeUInt16BE(at, 8);
    head.copy(leaf, at);
    payload.copy(leaf, at + head.length, 0, local);
    if (local < payload.length) leaf.writeUInt32BE(pages.length + 2, PAGE - 4);
    pages.push(leaf);
    for (let from = local; from < payload.length; from += PAGE - 4) {
      const page = Buffer.alloc(PAGE);
      if (from + PAGE - 4 < payload.length) page.writeUInt32BE(pages.length + 2);
      payload.copy(page, 4, from);
      pages.push(page);
    }
  }
  return Buffer.concat(pages);
}

const text = fc.oneof(fc.stringMatching(/^[a-z]{1,40}$/), fc.stringMatching(/^[a-z]{400,1600}$/));

describe('sqliteTexts', () => {
  it('reads each text of each record, however long, and says where it stands', () => {
    fc.assert(
      fc.property(fc.array(fc.array(text, { minLength: 1, maxLength: 5 }), { maxLength: 5 }), (rows) => {
        const bytes = database(rows.map(record));
        const { parts, spans } = sqliteTexts(bytes);
        expect(parts.map(String)).toEqual(rows.flat());
        expect(Buffer.concat(spans.map(({ start, end }) => bytes.subarray(start, end)))).toEqual(
          Buffer.concat(rows.map(record)),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('leads nowhere out of the file, and ends, however damaged', () => {
    const whole = database([record(['one'.repeat(300), 'two']), record(['three'])]);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 8 }),
        fc.nat(900),
        (to, cut) => {
          const bytes = Buffer.from(whole.subarray(0, whole.length - cut));
          for (const [at, byte] of to) if (at < bytes.length) bytes[at] = byte;
          const { spans } = sqliteTexts(bytes);
          const length = spans.reduce((sum, { start, end }) => sum + end - start, 0);
          expect(length).toBeLessThanOrEqual(bytes.length);
          for (const { start, end } of spans) expect(start <= end && end <= bytes.length).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('reads no record again and again because a page leads to itself', () => {
    const bytes = database([record(['x'.repeat(1500)])]);
    const overflow = 2 * PAGE;
    bytes.writeUInt32BE(3, overflow);
    expect(sqliteTexts(bytes).spans.length).toBeLessThanOrEqual(4);
  });

  it('knows a database by its first bytes', () => {
    expect(isSqlite(database([]))).toBe(true);
    expect(isSqlite(Buffer.from('SQLite format 2\0'))).toBe(false);
    expect(sqliteTexts(Buffer.from('SQLite format 3\0'))).toEqual({ parts: [], spans: [] });
  });
});
