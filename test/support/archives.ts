import { crc32, deflateRawSync } from 'node:zlib';

/** A member of an archive that a test makes. */
export interface Entry {
  readonly path: string;
  readonly content: Buffer | string;
  /** Zip: 0 stored, 8 deflated (the default), others are written without being compressed. */
  readonly method?: number;
  /** Zip: bit 0 says that it is encrypted, bit 3 that its size stands behind its data only. */
  readonly flags?: number;
  /** Zip: not in the directory. */
  readonly isUnlisted?: boolean;
}

interface ZipFields {
  /** Writes all numbers as such. */
  readonly zip64?: boolean;
  readonly before?: string;
  /** Whether what stands before is counted: by the members' numbers, and by that of the directory. */
  readonly adjusted?: readonly [boolean, boolean];
  readonly comment?: string;
  /** How many entries it says that it has. */
  readonly says?: number;
}

/** A zip file: APPNOTE.TXT, sections 4.3.7, 4.3.9, 4.3.12 and 4.3.16. */
export function zipOf(entries: readonly Entry[], fields: ZipFields = {}): Buffer {
  const { zip64 = false, before = '', adjusted = [false, false], comment = '', says } = fields;
  const [moved, directoryMoved] = adjusted.map((is) => (is ? Buffer.byteLength(before) : 0)) as [number, number];
  const files: Buffer[] = [Buffer.from(before)];
  const directory: Buffer[] = [];
  let offset = 0;
  // A bomb's members are all the same, and large.
  const deflated = new Map<string | Buffer, Buffer>();
  for (const { path, content, method = 8, flags = 0, isUnlisted = false } of entries) {
    const [name, bytes] = [Buffer.from(path), Buffer.from(content)];
    const data = method === 8 ? (deflated.get(content) ?? deflateRawSync(bytes)) : bytes;
    if (method === 8) deflated.set(content, data);
    const sizes = [crc32(bytes), data.length, bytes.length];
    const isBehind = (flags & 8) !== 0;
    const begun = record(0x04034b50, [20, flags, method, 0, 0], isBehind ? [0, 0, 0] : sizes, [name.length, 4]);
    const local = Buffer.concat([begun, name, Buffer.from('\xca\xfe\0\0', 'latin1')]);
    const descriptor = isBehind ? record(0x08074b50, [], sizes) : Buffer.alloc(0);
    files.push(local, data, descriptor);
    const place = offset + moved;
    offset += local.length + data.length + descriptor.length;
    if (isUnlisted) continue;
    const large = zip64 ? wide(1, [bytes.length, data.length, place]) : Buffer.alloc(0);
    const shown = zip64 ? [sizes[0]!, 0xffffffff, 0xffffffff] : sizes;
    directory.push(
      record(0x02014b50, [20, 20, flags, method, 0, 0], shown, [name.length, large.length, 0, 0, 0, 0, 0]),
    );
    directory.push(number32(zip64 ? 0xffffffff : place), name, large);
  }
  const central = Buffer.concat(directory);
  const count = says ?? entries.filter(({ isUnlisted }) => !isUnlisted).length;
  offset += directoryMoved;
  const end64 = zip64
    ? [
        endOf64(count, central.length, offset),
        record(0x07064b50, [], [0]),
        number64(offset + central.length),
        number32(1),
      ]
    : [];
  const [length, start] = zip64 ? [0xffffffff, 0xffffffff] : [central.length, offset];
  const end = record(0x06054b50, [0, 0, count, count], [length, start], [comment.length]);
  return Buffer.concat([...files, central, ...end64, end, Buffer.from(comment)]);
}

const endOf64 = (count: number, length: number, offset: number): Buffer =>
  Buffer.concat([
    ...[number32(0x06064b50), number64(44), record16([45, 45]), number32(0), number32(0)],
    ...[count, count, length, offset].map(number64),
  ]);

const wide = (id: number, values: readonly number[]): Buffer =>
  Buffer.concat([record16([id, values.length * 8]), ...values.map(number64)]);

const record = (mark: number, shorts: readonly number[], longs: readonly number[], more: readonly number[] = []) =>
  Buffer.concat([number32(mark), record16(shorts), ...longs.map(number32), record16(more)]);

const record16 = (values: readonly number[]): Buffer => Buffer.from(Uint16Array.from(values).buffer);

function number32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function number64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

interface TarFields {
  /** `0` for a file, `x` for a pax header, `L` for a long name, `S` for a sparse file. */
  readonly type?: string;
  readonly prefix?: string;
  readonly size?: string;
  /** A byte of the header: where, and which. */
  readonly patch?: readonly [number, number];
}

/** A file of a tar file: its header and its content. */
export function tarEntry(path: string, content: Buffer | string, fields: TarFields = {}): Buffer {
  const { type = '0', prefix = '', size = '', patch } = fields;
  const data = Buffer.from(content);
  const header = Buffer.alloc(512);
  header.write(path, 0, 100, 'latin1');
  header.write('0000644\0', 100);
  header.write(size || `${data.length.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  header.write(`        ${type}`, 148);
  header.write('ustar\x0000', 257);
  header.write(prefix, 345, 155, 'latin1');
  if (patch) header[patch[0]] = patch[1];
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, data, Buffer.alloc(-data.length & 511)]);
}

/** A tar file: its entries, and two blocks of zeros. */
export const tarOf = (...entries: readonly Buffer[]): Buffer => Buffer.concat([...entries, Buffer.alloc(1024)]);

/** A record of a pax header. */
export function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const length = rest.length + String(rest.length).length;
  return `${String(length).length === String(rest.length).length ? length : length + 1}${rest}`;
}

/** An archive of ar, which GNU's long names are the first member of where it has some. */
export function arOf(entries: readonly { readonly name: string; readonly content: Buffer | string }[]): Buffer {
  const parts = entries.map(({ name, content }) => {
    const data = Buffer.from(content);
    const header = `${name.padEnd(16)}${'0'.padEnd(12)}${'0'.padEnd(6)}${'0'.padEnd(6)}${'644'.padEnd(8)}`;
    return [Buffer.from(`${header}${String(data.length).padEnd(10)}\`\n`), data, Buffer.alloc(data.length & 1, '\n')];
  });
  return Buffer.concat([Buffer.from('!<arch>\n'), ...parts.flat()]);
}
