import type { Oid, PathBytes } from '../../domain/blob.ts';
import type { FreshObjects } from './fresh-objects.ts';
import { mergeLines } from './merge-lines.ts';
import type { PurgedTexts } from './purged-texts.ts';

/** What a file became; or why that can't be told, as a full sentence. */
export type CarriedBlob = { readonly oid: Oid } | { readonly why: string };

/** Takes what a purge took out of a history out of a colleague's files as well. */
export class BlobCarrier {
  readonly #objects: FreshObjects;
  readonly #texts: PurgedTexts;
  /** What blobs became; null: they are gone. */
  readonly #replaced: ReadonlyMap<Oid, Oid | null>;
  readonly #vetted = new Map<string, CarriedBlob>();

  constructor(objects: FreshObjects, texts: PurgedTexts, replaced: ReadonlyMap<Oid, Oid | null>) {
    this.#objects = objects;
    this.#texts = texts;
    this.#replaced = replaced;
  }

  /** Whether the purge removed a file as a whole, and no other stands in its place. */
  isRemoved(oid: Oid): boolean {
    return this.#replaced.get(oid) === null;
  }

  /** Whether a name holds what was purged. */
  isTelling(name: PathBytes): boolean {
    return this.#texts.clean(Buffer.from(name, 'latin1'), 'name') !== undefined;
  }

  /** A file that only the colleague changed. @param now what stands there otherwise, and is clean */
  vet(theirs: Oid, now?: Oid): CarriedBlob {
    const key = `${theirs}${now ?? ''}`;
    let carried = this.#vetted.get(key);
    if (!carried) {
      carried = this.#vetOne(theirs, now);
      this.#vetted.set(key, carried);
    }
    return carried;
  }

  /** A file that both the purge and the colleague changed. */
  carry(base: Oid, ours: Oid, theirs: Oid): CarriedBlob {
    const known = this.#replaced.get(theirs);
    if (known) return { oid: known };
    const [before, now, own] = [this.#bytes(base), this.#bytes(ours), this.#bytes(theirs)];
    const cleaned = this.#texts.clean(own, 'blob')?.bytes ?? own;
    if (this.#texts.explains(before, now)) return this.#checked(cleaned, now);
    if ([before, now, own].some((bytes) => bytes.includes(0))) return { why: BINARY };
    const merged = mergeLines(before, now, cleaned);
    return merged ? this.#checked(merged, now) : { why: SAME_LINES };
  }

  #vetOne(theirs: Oid, now: Oid | undefined): CarriedBlob {
    const known = this.#replaced.get(theirs);
    if (known !== undefined) return known === null ? { why: REMOVED } : { oid: known };
    const bytes = this.#bytes(theirs);
    const cleaned = this.#texts.clean(bytes, 'blob')?.bytes ?? bytes;
    return this.#checked(cleaned, now === undefined ? undefined : this.#bytes(now));
  }

  #checked(bytes: Buffer, now?: Buffer): CarriedBlob {
    return this.#texts.tellsPart(bytes, now) ? { why: PART } : { oid: this.#objects.add('blob', bytes) };
  }

  #bytes(oid: Oid): Buffer {
    return this.#objects.read(oid).bytes;
  }
}

const BINARY = 'the purge and this commit both changed it, and it is no text';
const SAME_LINES = 'the purge and this commit changed the same lines';
const REMOVED = 'it is a file that the purge removed as a whole';
const PART = 'it seems to hold a part of what was purged';
