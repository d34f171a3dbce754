/** The bytes of a page in the databases below. */
export const PAGE = 512;

// https://www.sqlite.org/fileformat2.html: a table's leaf keeps so many bytes of a record (1.6), and at least so many.
const MOST = PAGE - 35;
const LEAST = Math.floor(((PAGE - 12) * 32) / 255) - 23;

const varint = (value: number): number[] =>
  value < 128 ? [value] : [...varint(Math.floor(value / 128)).map((byte) => byte | 0x80), value % 128];

/** A record of texts, blobs and small numbers. The header's length takes one byte: few enough of them. */
export function sqliteRecord(values: readonly (string | Buffer | number)[]): Buffer {
  const types = values.flatMap((value) =>
    typeof value === 'number' ? [1] : varint((typeof value === 'string' ? 13 : 12) + value.length * 2),
  );
  const bytes = values.map((value) =>
    typeof value === 'number' ? Buffer.of(value) : Buffer.isBuffer(value) ? value : Buffer.from(value, 'latin1'),
  );
  return Buffer.concat([Buffer.from([types.length + 1, ...types]), ...bytes]);
}

/** A database of as many tables as records: each has a leaf of its own, and what that needs of further pages behind it. */
export function sqliteOf(records: readonly Buffer[]): Buffer {
  const pages: Buffer[] = [Buffer.alloc(PAGE)];
  const rows: Buffer[] = [];
  for (const payload of records) {
    // Of a schema's record only the fourth value is of use here.
    rows.push(sqliteRecord(['', '', '', pages.length + 1]));
    const least = LEAST + ((payload.length - LEAST) % (PAGE - 4));
    const local = payload.length <= MOST ? payload.length : least <= MOST ? least : LEAST;
    const pointer = Buffer.alloc(local < payload.length ? 4 : 0);
    if (pointer.length > 0) pointer.writeUInt32BE(pages.length + 2);
    pages.push(leafOf([Buffer.concat([cellHead(payload.length), payload.subarray(0, local), pointer])]));
    for (let from = local; from < payload.length; from += PAGE - 4) {
      const page = Buffer.alloc(PAGE);
      if (from + PAGE - 4 < payload.length) page.writeUInt32BE(pages.length + 2);
      payload.copy(page, 4, from);
      pages.push(page);
    }
  }
  const cells = rows.map((row) => Buffer.concat([cellHead(row.length), row]));
  const first = leafOf(cells, 100);
  first.write('SQLite format 3\0');
  first.writeUInt16BE(PAGE, 16);
  return Buffer.concat([first, ...pages.slice(1)]);
}

/** A record's length, and its row's id. */
const cellHead = (length: number): Buffer => Buffer.from([...varint(length), 1]);

/** A table's leaf: its cells stand at its end. */
function leafOf(cells: readonly Buffer[], header = 0): Buffer {
  const page = Buffer.alloc(PAGE);
  page[header] = 13;
  page.writeUInt16BE(cells.length, header + 3);
  let at = PAGE;
  cells.forEach((cell, i) => {
    at -= cell.length;
    cell.copy(page, at);
    page.writeUInt16BE(at, header + 8 + i * 2);
  });
  return page;
}
