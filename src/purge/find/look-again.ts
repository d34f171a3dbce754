import type { Oid } from '../../domain/blob.ts';
import { UnleakError } from '../../domain/unleak-error.ts';
import type { LiteralInspector } from '../../gate/history/literals/literal-inspector.ts';
import { readWhole } from '../../gate/history/read-whole.ts';
import type { ObjectStore } from '../../git/pack/object-store.ts';
import { type ReadObject, TYPE_NAMES } from '../../git/pack/stored-object.ts';
import { Core } from '../../wasm/core.ts';
import { ManyReader } from '../rewrite/history/read-many.ts';
import { WholeReader } from '../rewrite/history/whole-reader.ts';
import type { Holders } from './holders.ts';

/** Objects of which is not known yet whether they hold a target, and whether they were counted already. */
export type OpenQuestions = Map<Oid, boolean>;

/** Reads objects whole, and looks at them; what it can't read stays open. */
export function lookAgain(
  store: ObjectStore,
  open: OpenQuestions,
  holders: Holders,
  inspector: LiteralInspector,
): void {
  if (open.size === 0) return;
  const objects = new WholeReader(new Core(), store);
  lookAtPacked(store, objects, open, answer);
  for (const oid of [...open.keys()]) {
    const object = readWhole(objects.plain, oid);
    if (object) answer(oid, object);
  }
  objects.close();

  function answer(oid: Oid, { type, bytes }: ReadObject): void {
    if (!open.get(oid)) holders.count(1, bytes.length);
    open.delete(oid);
    const looked = inspector.copied(bytes);
    if (looked.holds) holders.look(oid, type, bytes, inspector.hits(looked));
  }
}

/** Those with a literal, in the order of the packs, which is many times faster; what the threads could not read is left out. */
function lookAtPacked(
  store: ObjectStore,
  objects: WholeReader,
  open: OpenQuestions,
  answer: (oid: Oid, object: ReadObject) => void,
): void {
  const oids: Oid[] = [];
  const types: ReadObject['type'][] = [];
  for (const [oid, isCounted] of open) {
    const place = isCounted ? store.find(Buffer.from(oid, 'hex')) : undefined;
    if (typeof place !== 'object') continue;
    oids.push(oid);
    types.push(TYPE_NAMES[store.packs[place.pack]!.type[place.slot]!]!);
  }
  try {
    const ids = oids.map((oid) => Buffer.from(oid, 'hex'));
    new ManyReader(store, objects).read(ids, (i, bytes) => answer(oids[i]!, { type: types[i]!, bytes }));
  } catch (error) {
    // What is damaged, or too large, stays open with all behind it.
    if (!(error instanceof UnleakError)) throw error;
  }
}
