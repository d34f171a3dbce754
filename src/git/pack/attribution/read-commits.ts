import type { Oid } from '../../../domain/blob.ts';
import type { ObjectStore } from '../object-store.ts';
import type { PackTable } from '../pack-table.ts';
import { COMMIT, UNRESOLVED } from '../stored-object.ts';
import type { CarefulReader } from './careful-reader.ts';
import type { Tables } from './tables.ts';

/**
 * Reads the commits that `readPacks` could not: loose ones, and those in packs that are damaged or lean on other packs.
 * @param read what it gave
 * @param looseCommits where they are known
 */
export function readOtherCommits(
  tables: Tables,
  store: ObjectStore,
  reader: CarefulReader,
  read: readonly Uint8Array[],
  looseCommits: readonly Oid[] | undefined,
): void {
  for (const [i, pack] of store.packs.entries()) readLeft(tables, pack, reader, read[i]!);
  if (looseCommits) for (const oid of looseCommits) readCommit(tables, reader, Buffer.from(oid, 'hex'));
  else readLoose(tables, store, reader);
}

function readLeft(tables: Tables, pack: PackTable, reader: CarefulReader, read: Uint8Array): void {
  for (let slot = 0; slot < pack.count; slot++) {
    if (read[slot] || (pack.type[slot] !== COMMIT && pack.type[slot] !== UNRESOLVED)) continue;
    const at = pack.position[slot]! * pack.hashLength;
    readCommit(tables, reader, Buffer.from(pack.ids.subarray(at, at + pack.hashLength)));
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
