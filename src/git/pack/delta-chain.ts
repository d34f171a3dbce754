import { absent } from '../isomorphic/refusals.ts';
import { EntryHeader, LONGEST_HEADER, OFS_DELTA, REF_DELTA, readEntryHeader } from './entry-header.ts';
import type { ObjectStore, Place } from './object-store.ts';
import type { PackHandles } from './pack-handles.ts';
import { damagedObject } from './stored-object.ts';

/** A slot of a pack. */
export type Slot = Exclude<Place, 'loose'>;

/**
 * What an entry is a delta on; undefined when it holds a whole object. A table leaves out bases beyond its pack: for such
 * entries the header is read again.
 * @param oid the object that is being read, for errors
 * @throws UnleakError `object-missing` when the base is nowhere, `object-corrupt`
 */
export function baseOf(
  store: ObjectStore,
  handles: PackHandles,
  { pack, slot }: Slot,
  oid: string,
): Slot | { readonly looseId: Buffer } | undefined {
  const table = store.packs[pack]!;
  if (table.base[slot]! >= 0) return { pack, slot: table.base[slot]! };
  if (table.type[slot] !== 0) return undefined;
  const bytes = Buffer.alloc(LONGEST_HEADER);
  const header = new EntryHeader();
  const length = handles.read(pack, bytes, table.offset[slot]!);
  const end = Math.min(length, table.offset[slot + 1]! - table.offset[slot]!);
  readEntryHeader(bytes, 0, end, table.hashLength, header);
  if (header.type === OFS_DELTA) return before(store, pack, table.offset[slot]! - header.distance, oid);
  if (header.type === REF_DELTA) return named(store, bytes.subarray(header.length - table.hashLength, header.length));
  throw damagedObject(oid, 'is an entry of a pack that is damaged');
}

function before(store: ObjectStore, pack: number, offset: number, oid: string): Slot {
  const offsets = store.packs[pack]!.offset;
  let low = 0;
  let high = store.packs[pack]!.count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (offsets[middle]! < offset) low = middle + 1;
    else high = middle;
  }
  if (low === store.packs[pack]!.count || offsets[low] !== offset) throw damagedObject(oid, 'is a delta on nothing');
  return { pack, slot: low };
}

function named(store: ObjectStore, id: Buffer): Slot | { readonly looseId: Buffer } {
  const places = store.places(id);
  // Where there are several, one that leads somewhere.
  const sound = places.find((place) => place === 'loose' || store.packs[place.pack]!.type[place.slot] !== 0);
  const place = sound ?? places[0];
  if (place === undefined) throw absent(id.toString('hex'));
  return place === 'loose' ? { looseId: id } : place;
}
