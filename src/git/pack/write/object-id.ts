import { createHash, hash } from 'node:crypto';
import type { ObjectType } from '../../../domain/blob.ts';
import type { HashLength } from '../ids.ts';

/** Larger objects are hashed in two parts: that takes longer than one call, and less than to copy them. */
const COPIED = 1 << 17;

/** Computes ids of objects: the hash of "type size\0" and what they hold. */
export class ObjectId {
  readonly #algorithm: 'sha1' | 'sha256';
  readonly #room = Buffer.allocUnsafeSlow(COPIED + 32);

  constructor(hashLength: HashLength) {
    this.#algorithm = hashLength === 20 ? 'sha1' : 'sha256';
  }

  /** @returns the id; no other call changes it */
  of(type: ObjectType, bytes: Uint8Array): Buffer {
    const header = `${type} ${bytes.length}\0`;
    if (bytes.length > COPIED) return createHash(this.#algorithm).update(header).update(bytes).digest();
    this.#room.write(header, 'latin1');
    this.#room.set(bytes, header.length);
    return Buffer.from(hash(this.#algorithm, this.#room.subarray(0, header.length + bytes.length), 'hex'), 'hex');
  }
}
