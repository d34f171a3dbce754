import type { ObjectType, Oid } from '../../../domain/blob.ts';
import type { ObjectVisitor, ObjectWindow } from '../../../git/repository.ts';

/** Bytes: no larger object is looked at as a whole. */
const LARGEST = 32 * 1024 * 1024;

/** An object, whole. */
export interface CollectedObject {
  readonly oid: Oid;
  readonly type: ObjectType;
  readonly bytes: Buffer;
}

/** Puts the windows of objects together, one object at a time. */
export class CollectObjects implements ObjectVisitor {
  readonly #onObject: (object: CollectedObject) => void;
  #bytes: Buffer = Buffer.alloc(0);
  #isComplete = true;

  constructor(onObject: (object: CollectedObject) => void) {
    this.#onObject = onObject;
  }

  /** Whether no object was missing or too large. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  window({ oid, type, size, bytes, offset, last }: ObjectWindow): void {
    if (size > LARGEST) this.#isComplete = false;
    if (!this.#isComplete) return;
    if (offset === 0) this.#bytes = last ? bytes : Buffer.alloc(size);
    if (!(offset === 0 && last)) bytes.copy(this.#bytes, offset);
    if (last) this.#onObject({ oid, type, bytes: this.#bytes });
  }

  missing(): void {
    this.#isComplete = false;
  }
}
