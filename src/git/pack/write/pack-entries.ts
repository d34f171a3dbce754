import { crc32 } from 'node:zlib';
import { OFS_DELTA } from '../entry-header.ts';
import type { HashLength } from '../ids.ts';
import { TREE } from '../stored-object.ts';
import { compress } from './compress.ts';
import { DeltaOutput } from './delta-output.ts';
import { writeDistance, writeTypeAndSize } from './entry-prefix.ts';
import type { EntrySink, SealedPack, TemporaryPack } from './entry-sink.ts';
import { PackFile } from './pack-file.ts';
import { MOST_STORED, storedStream } from './stored-stream.ts';
import { treeDelta } from './tree-delta.ts';
import { type LastTree, TreeFamilies } from './tree-families.ts';

/** git's own limit: https://git-scm.com/docs/git-pack-objects#Documentation/git-pack-objects.txt---depthltngt */
const DEEPEST = 50;
/** A delta that is so much shorter than its tree is also shorter when both are compressed: most of both is ids, which can't be. */
const CLEARLY_SHORTER = 2;

/** Writes entries of a pack, and remembers where each begins and its CRC-32. */
export class PackEntries implements EntrySink {
  readonly #file: PackFile;
  readonly #hashLength: HashLength;
  readonly #families = new TreeFamilies();
  readonly #output = new DeltaOutput();
  readonly #prefix = Buffer.alloc(20);
  readonly #stored = Buffer.alloc(MOST_STORED + 11);
  #offsets = new Float64Array(4096);
  #checks = new Uint32Array(4096);
  #count = 0;

  constructor({ path, fd, hashLength }: TemporaryPack) {
    this.#file = new PackFile(path, fd);
    this.#hashLength = hashLength;
  }

  whole(type: number, bytes: Uint8Array): void {
    this.compressed(type, bytes.length, compress(bytes));
  }

  /** As `whole`. @param length of the object @param stream what `compress` made of it */
  compressed(type: number, length: number, stream: Uint8Array): void {
    this.#append(writeTypeAndSize(this.#prefix, type, length), stream);
  }

  tree(tree: Buffer, family: number): void {
    const offset = this.#file.position;
    const last = this.#families.get(family);
    const isDelta = last !== undefined && last.depth < DEEPEST && this.#delta(tree, last);
    if (!isDelta) this.whole(TREE, tree);
    this.#families.set(family, tree, offset, isDelta ? last.depth + 1 : 0);
  }

  seal(): SealedPack {
    const checksum = this.#file.seal(this.#count, this.#hashLength);
    const offsets = this.#offsets.slice(0, this.#count);
    return { checksum, bytes: this.#file.position, offsets, checks: this.#checks.slice(0, this.#count) };
  }

  abort(): void {}

  /** @returns whether a delta was written */
  #delta(tree: Buffer, last: LastTree): boolean {
    const most = Math.floor(tree.length / CLEARLY_SHORTER);
    const delta = treeDelta(this.#output, last.bytes, tree, this.#hashLength, most);
    if (!delta) return false;
    const length = writeTypeAndSize(this.#prefix, OFS_DELTA, delta.length);
    const end = writeDistance(this.#prefix, length, this.#file.position - last.offset);
    const stream = delta.length <= MOST_STORED ? storedStream(delta, this.#stored) : compress(delta);
    this.#append(end, stream);
    return true;
  }

  #append(prefixLength: number, stream: Uint8Array): void {
    const prefix = this.#prefix.subarray(0, prefixLength);
    const offset = this.#file.position;
    this.#file.append(prefix);
    this.#file.append(stream);
    if (this.#count === this.#offsets.length) this.#grow();
    this.#offsets[this.#count] = offset;
    this.#checks[this.#count++] = crc32(stream, crc32(prefix));
  }

  #grow(): void {
    const [offsets, checks] = [this.#offsets, this.#checks];
    this.#offsets = new Float64Array(this.#count * 2);
    this.#offsets.set(offsets);
    this.#checks = new Uint32Array(this.#count * 2);
    this.#checks.set(checks);
  }
}
