import type { ObjectType, Oid } from '../../../domain/blob.ts';
import type { ObjectStore } from '../object-store.ts';
import { TYPE_NAMES } from '../stored-object.ts';
import type { CarefulReader } from './careful-reader.ts';

/** Tags on tags: git follows any number; a ring can only be feigned. */
const MOST_TAGS = 1000;

/** What a ref names in the end: no tag. */
export interface Peeled {
  readonly id: Buffer;
  readonly type: ObjectType;
}

/** Follows tags. Only these are read, and what the store does not know the type of; what can't be is noted. */
export function peelTags(store: ObjectStore, reader: CarefulReader, tips: readonly Oid[]): Peeled[] {
  return [...new Set(tips)].flatMap((tip) => peel(tip));

  function peel(tip: Oid): Peeled | [] {
    let id: Buffer = Buffer.from(tip, 'hex');
    for (let tags = 0; tags < MOST_TAGS; tags++) {
      const type = typeInPack(store, id);
      if (type !== undefined && type !== 'tag') return { id, type };
      const object = reader.read(id);
      if (object?.type !== 'tag') return object ? { id, type: object.type } : [];
      const named = taggedBy(object.bytes);
      if (!named) return noted(id.toString('hex'));
      id = named;
    }
    return noted(tip);
  }

  function noted(oid: Oid): [] {
    reader.note(oid);
    return [];
  }
}

function typeInPack(store: ObjectStore, id: Buffer): ObjectType | undefined {
  const place = store.find(id);
  return place && place !== 'loose' ? TYPE_NAMES[store.packs[place.pack]!.type[place.slot]!] : undefined;
}

/** A tag begins with "object <id>" and a line end. */
function taggedBy(tag: Buffer): Buffer | undefined {
  const oid = /^object ([0-9a-f]{40}|[0-9a-f]{64})\n/.exec(tag.toString('latin1', 0, 80))?.[1];
  return oid === undefined ? undefined : Buffer.from(oid, 'hex');
}
