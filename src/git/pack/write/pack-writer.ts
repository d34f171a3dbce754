import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ObjectType } from '../../../domain/blob.ts';
import { UnleakError } from '../../../domain/unleak-error.ts';
import type { HashLength } from '../ids.ts';
import { TYPE_NAMES } from '../stored-object.ts';
import type { EntrySink } from './entry-sink.ts';
import { EntryThread, type StartThread } from './entry-thread.ts';
import { IdSet } from './id-set.ts';
import { indexBytes } from './index-bytes.ts';
import { orIoFailure } from './io-failure.ts';
import { ObjectId } from './object-id.ts';
import { PackEntries } from './pack-entries.ts';
import { type FinishedPack, publishPack } from './publish-pack.ts';

/** Node's hashes take no more at once. */
const LARGEST = 2 ** 31 - 1;

/** Writes a pack and its index into a folder of objects. git sees none of it before `finish`. */
export class PackWriter {
  readonly #folder: string;
  readonly #path: string;
  readonly #fd: number;
  readonly #entries: EntrySink;
  readonly #written: IdSet;
  readonly #id: ObjectId;
  #over = false;

  /**
   * Begins objects/pack/tmp_pack_unleak_<random>; `git gc` removes such a file when it is left behind.
   * @param objectFolder such as .git/objects
   * @param start sets another thread to the larger half of the work: deltas, compression, writing
   * @throws UnleakError `io`
   */
  static open(objectFolder: string, hashLength: HashLength, start?: StartThread): PackWriter {
    const folder = join(objectFolder, 'pack');
    orIoFailure(folder, () => mkdirSync(folder, { recursive: true }));
    return new PackWriter(folder, hashLength, start);
  }

  private constructor(folder: string, hashLength: HashLength, start: StartThread | undefined) {
    this.#folder = folder;
    const path = join(folder, `tmp_pack_unleak_${randomBytes(8).toString('hex')}`);
    this.#path = path;
    // git's packs can't be written to, either: https://github.com/git/git/blob/v2.39.5/environment.c
    this.#fd = orIoFailure(path, () => openSync(path, 'wx+', 0o444));
    const file = { path, fd: this.#fd, hashLength };
    this.#entries = start ? new EntryThread(file, start) : new PackEntries(file);
    this.#written = new IdSet(hashLength);
    this.#id = new ObjectId(hashLength);
  }

  /** Number of objects, each counted once. */
  get count(): number {
    return this.#written.count;
  }

  has(id: Uint8Array): boolean {
    return this.#written.has(id);
  }

  /**
   * Adds an object; one that was added before is not written again.
   * @param bytes may be changed when the call is over
   * @returns its id
   * @throws UnleakError `io`, `unsupported` (2 GiB and more)
   */
  add(type: ObjectType, bytes: Uint8Array): Buffer {
    const id = this.#idOf(type, bytes);
    if (this.#written.add(id)) this.#entries.whole(TYPE_NAMES.indexOf(type), bytes);
    return id;
  }

  /**
   * Adds a tree that is likely to resemble the one that was added last with the same number.
   * @param bytes may be changed when the call is over
   * @param family any number
   * @returns its id
   * @throws UnleakError `io`, `unsupported`
   */
  addTree(bytes: Uint8Array, family: number): Buffer {
    const id = this.#idOf('tree', bytes);
    if (this.#written.add(id)) this.#entries.tree(asBuffer(bytes), family);
    return id;
  }

  /**
   * Completes pack and index, makes the disk keep them, and gives them their names.
   * @returns undefined when nothing was added: then nothing is left
   * @throws UnleakError `io`; call `abort` then
   */
  finish(): FinishedPack | undefined {
    if (this.count === 0) {
      this.abort();
      return undefined;
    }
    if (this.#over) throw new Error('This pack is finished already, or given up.');
    const { count, hashLength, ids } = this.#written;
    const { checksum, bytes, offsets, checks } = this.#entries.seal();
    // An error at an `add` was not heeded: then an id stands for nothing.
    if (offsets.length !== count) throw new Error('Adding to this pack went wrong: it can only be given up.');
    this.#close();
    const index = indexBytes({ count, hashLength, ids, offsets, checks }, checksum);
    const names = publishPack(this.#folder, this.#path, index, Buffer.from(checksum).toString('hex'));
    return { ...names, objects: count, bytes };
  }

  /** Removes what was written, unless it is finished. Safe to call twice, and after an error. */
  abort(): void {
    if (!this.#over) this.#entries.abort();
    this.#close();
    rmSync(this.#path, { force: true });
  }

  #close(): void {
    if (!this.#over) closeSync(this.#fd);
    this.#over = true;
  }

  #idOf(type: ObjectType, bytes: Uint8Array): Buffer {
    if (this.#over) throw new Error('A pack that is finished or given up takes no more objects.');
    if (bytes.length > LARGEST) throw tooLargeToWrite(type, bytes.length);
    return this.#id.of(type, bytes);
  }
}

const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);

const tooLargeToWrite = (type: ObjectType, length: number): UnleakError =>
  new UnleakError(
    'unsupported',
    `A ${type} of ${length} bytes can't be written: an object may have ${LARGEST} bytes at most.`,
    'Remove such a file as a whole, with --blob or --path, instead of replacing text in it.',
  );
