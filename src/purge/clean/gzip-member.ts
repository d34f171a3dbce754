import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import { endOfHeader } from '../../detect/decode/gzip-header.ts';

/** One member of a gzip file (RFC 1952, section 2.3). */
export interface GzipMember {
  /** Where its compressed data begins, from the member's first byte. */
  readonly dataStart: number;
  /** Length of the whole member, in bytes. */
  readonly length: number;
  readonly content: Buffer;
}

const TRAILER = 8;

/** What most members that are no bomb inflate to is smaller; so much is tried first. In bytes. */
const FIRST_TRY = 1024 * 1024;

/** What a try costs that fails early. In bytes. */
const FAILED_TRY = 64 * 1024;

/** The member that begins with some bytes; undefined where that is none, is damaged, or inflates to more than the budget has. */
export function readMember(bytes: Buffer, budget: { bytes: number }): GzipMember | undefined {
  const dataStart = endOfHeader(bytes);
  if (dataStart === undefined) return undefined;
  const inflated = inflate(bytes.subarray(dataStart), budget);
  if (!inflated) return undefined;
  const trailer = dataStart + inflated.consumed;
  if (trailer + TRAILER > bytes.length || bytes.readUInt32LE(trailer) !== crc32(inflated.content)) return undefined;
  return { dataStart, length: trailer + TRAILER, content: inflated.content };
}

/** The member with another content: its header is kept. */
export function writeMember(bytes: Buffer, dataStart: number, content: Buffer): Buffer {
  const trailer = Buffer.alloc(TRAILER);
  trailer.writeUInt32LE(crc32(content));
  trailer.writeUInt32LE(content.length % 2 ** 32, 4);
  // RFC 1952: 2 says that the slowest algorithm was used, 4 the fastest.
  const level = bytes[8] === 2 ? 9 : bytes[8] === 4 ? 1 : 6;
  return Buffer.concat([bytes.subarray(0, dataStart), deflateRawSync(content, { level }), trailer]);
}

function inflate(data: Buffer, budget: { bytes: number }): { content: Buffer; consumed: number } | undefined {
  for (const limit of [Math.min(FIRST_TRY, budget.bytes), budget.bytes]) {
    if (limit <= 0) return undefined;
    try {
      const { buffer, engine } = inflateRawSync(data, { maxOutputLength: limit, info: true }) as unknown as Inflated;
      budget.bytes -= buffer.length;
      return { content: buffer, consumed: engine.bytesWritten };
    } catch (error) {
      budget.bytes -= limit <= FIRST_TRY ? FAILED_TRY : limit;
      if ((error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') return undefined;
    }
  }
  return undefined;
}

/** What Node's zlib gives with `info` (https://nodejs.org/api/zlib.html#class-options); its types do not say so. */
interface Inflated {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}
