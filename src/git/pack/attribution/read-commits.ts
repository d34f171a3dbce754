import type { Oid } from '../../../domain/blob.ts';
import type { ObjectStore } from '../object-store.ts';
import type { PackTable } from '../pack-table.ts';
import { COMMIT, UNRESOLVED } from '../stored-object.ts';
import type { CarefulReader } from './careful-reader.ts';
import { COMMITS, WORDS } from './table-regions.ts';
import { NOBODY, type Tables } from './tables.ts';

/**
 * Reads the commits that no `ReadingThread` has read: loose ones, and those in packs that are damaged or lean on other packs.
 * @param numbers of each pack's commits, by position among its ids
 * @param looseCommits where they are known
 */
export function readOtherCommits(
  tables: Tables,
  store: ObjectStore,
  reader: CarefulReader,
  numbers: readonly Uint32Array[],
  looseCommits: readonly Oid[] | undefined,
): void {
  const isRead = readSoFar(tables);
  for (const [i, pack] of store.packs.entries()) {
    const ofPack = numbers[i]!;
    const isDone = (position: number): boolean => ofPack[position] === NOBODY || isRead[ofPack[position]!] === 1;
    readLeft(tables, pack, reader, isDone);
  }
  if (looseCommits) for (const oid of looseCommits) readCommit(tables, reader, Buffer.from(oid, 'hex'));
  else readLoose(tables, store, reader);
}

/** 1 for each commit that was read, by the number of its id. */
function readSoFar(tables: Tables): Uint8Array {
  const { records } = tables.commits();
  const isRead = new Uint8Array(tables.ids);
  for (let at = 0; at < records.length; at += WORDS[COMMITS]) isRead[records[at]!] = 1;
  return isRead;
}

function readLeft(
  tables: Tables,
  { count, type, position, ids, hashLength }: PackTable,
  reader: CarefulReader,
  isDone: (position: number) => boolean,
): void {
  for (let slot = 0; slot < count; slot++) {
    if (type[slot] !== UNRESOLVED && (type[slot] !== COMMIT || isDone(position[slot]!))) continue;
    const at = position[slot]! * hashLength;
    readCommit(tables, reader, Buffer.from(ids.subarray(at, at + hashLength)));
  }
}

/** What can't be read here may be anything: a commit or tree among it is missed where something names it. */
function readLoose(tables: Tables, { loose }: ObjectStore, reader: CarefulReader): void {
  for (let at = 0; at < loose.ids.length; at += loose.hashLength) {
    const id = Buffer.from(loose.ids.subarray(at, at + loose.hashLength));
    const object = reader.peek(id);
    if (object?.type === 'commit' && !tables.parseCommit(id, object.bytes)) reader.note(id.toString('hex'));
  }
}

function readCommit(tables: Tables, reader: CarefulReader, id: Buffer): void {
  const object = reader.read(id);
  if (object?.type === 'commit' && !tables.parseCommit(id, object.bytes)) reader.note(id.toString('hex'));
}
