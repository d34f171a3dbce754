import { createHash } from 'node:crypto';
import type { ObjectType } from '../../../domain/blob.ts';
import type { HashLength } from '../../../git/pack/ids.ts';
import type { ObjectSink } from '../request.ts';

/** Says what ids objects would have, and writes none. */
export class HashOnly implements ObjectSink {
  readonly #algorithm: string;
  readonly #trees = new Set<string>();

  constructor(hashLength: HashLength) {
    this.#algorithm = hashLength === 20 ? 'sha1' : 'sha256';
  }

  /** How many trees there were, each once. */
  get trees(): number {
    return this.#trees.size;
  }

  add(type: ObjectType, bytes: Uint8Array): Buffer {
    return createHash(this.#algorithm).update(`${type} ${bytes.length}\0`).update(bytes).digest();
  }

  addTree(bytes: Uint8Array): Buffer {
    const id = this.add('tree', bytes);
    this.#trees.add(id.toString('latin1'));
    return id;
  }
}
