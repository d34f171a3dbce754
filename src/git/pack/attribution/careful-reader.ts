import type { Oid } from '../../../domain/blob.ts';
import { UnleakError } from '../../../domain/unleak-error.ts';
import type { ObjectReader } from '../object-reader.ts';
import type { ReadObject } from '../stored-object.ts';
import { Deadline } from './deadline.ts';

/** Reads single objects, and keeps a list of those that could not be read. */
export class CarefulReader {
  readonly #reader: ObjectReader;
  readonly #deadline: Deadline;
  readonly #incomplete = new Set<Oid>();

  constructor(reader: ObjectReader, deadline = new Deadline(Number.POSITIVE_INFINITY)) {
    this.#reader = reader;
    this.#deadline = deadline;
  }

  get incomplete(): readonly Oid[] {
    return [...this.#incomplete].sort();
  }

  /** Notes an object that can't be accounted for. */
  note(oid: Oid): void {
    this.#incomplete.add(oid);
  }

  /** Reads an object; one that can't be read is noted. */
  read(id: Buffer): ReadObject | undefined {
    const object = this.peek(id);
    if (!object) this.note(id.toString('hex'));
    return object;
  }

  /** Reads a tree; what can't be read or is none is noted. */
  tree(id: Buffer): Buffer | undefined {
    const object = this.read(id);
    if (object?.type === 'tree') return object.bytes;
    this.note(id.toString('hex'));
    return undefined;
  }

  /** Reads an object that need not be readable. */
  peek(id: Buffer): ReadObject | undefined {
    this.#deadline.check();
    try {
      return this.#reader.read(id);
    } catch (error) {
      if (error instanceof UnleakError) return undefined;
      throw error;
    }
  }
}
