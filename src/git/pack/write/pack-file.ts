import { createHash } from 'node:crypto';
import { fsyncSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { HashLength } from '../ids.ts';
import { readAt } from '../read-file.ts';
import { ioFailure, orIoFailure } from './io-failure.ts';

const BUFFER = 4 * 2 ** 20;
/** "PACK", version 2, number of objects: https://git-scm.com/docs/gitformat-pack */
const HEADER = Buffer.from('PACK\0\0\0\x02\0\0\0\0', 'latin1');
const COUNT_AT = 8;

/** A pack that is written from its beginning to its end. */
export class PackFile {
  readonly #path: string;
  readonly #fd: number;
  readonly #buffer = Buffer.allocUnsafeSlow(BUFFER);
  #used = 0;
  #written = 0;
  /** Of all that was written, with 0 for the number of objects. */
  #crc = 0;

  /** @param fd open for reading and writing, empty; the caller closes it */
  constructor(path: string, fd: number) {
    this.#path = path;
    this.#fd = fd;
    this.append(HEADER);
  }

  /** Where the next byte comes to stand. */
  get position(): number {
    return this.#written + this.#used;
  }

  /** @throws UnleakError `io` */
  append(bytes: Uint8Array): void {
    if (this.#used + bytes.length > BUFFER) this.#flush();
    if (bytes.length > BUFFER) {
      this.#write(bytes);
      return;
    }
    this.#buffer.set(bytes, this.#used);
    this.#used += bytes.length;
  }

  /**
   * Writes the number of objects and the hash of all, and makes the disk keep it.
   * @returns the hash
   * @throws UnleakError `io`, also when the file does not hold what was written
   */
  seal(count: number, hashLength: HashLength): Buffer {
    this.#flush();
    const number = Buffer.alloc(4);
    number.writeUInt32BE(count);
    const checksum = this.#hash(number, hashLength);
    orIoFailure(this.#path, () => writeFully(this.#fd, number, COUNT_AT));
    this.append(checksum);
    this.#flush();
    orIoFailure(this.#path, () => fsyncSync(this.#fd));
    return checksum;
  }

  #flush(): void {
    this.#write(this.#buffer.subarray(0, this.#used));
    this.#used = 0;
  }

  #write(bytes: Uint8Array): void {
    this.#written += orIoFailure(this.#path, () => writeFully(this.#fd, bytes, this.#written));
    this.#crc = crc32(bytes, this.#crc);
  }

  /** The number of objects stands at the beginning and is known last: the file is read again. */
  #hash(number: Buffer, hashLength: HashLength): Buffer {
    const sum = createHash(hashLength === 20 ? 'sha1' : 'sha256');
    let crc = 0;
    for (let at = 0; at < this.#written; at += BUFFER) {
      const part = this.#buffer.subarray(0, Math.min(BUFFER, this.#written - at));
      orIoFailure(this.#path, () => readAt(this.#fd, part, at));
      crc = crc32(part, crc);
      if (at === 0) part.set(number, COUNT_AT);
      sum.update(part);
    }
    if (crc !== this.#crc) throw ioFailure(`${this.#path} does not hold what was written to it.`);
    return sum.digest();
  }
}

/** Writes all bytes: one call of the operating system may write fewer. @returns their number */
function writeFully(fd: number, bytes: Uint8Array, position: number): number {
  let done = 0;
  while (done < bytes.length) done += writeSync(fd, bytes, done, bytes.length - done, position + done);
  return done;
}
