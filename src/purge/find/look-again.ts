import type { Oid } from '../../domain/blob.ts';
import { readWhole } from '../../gate/history/read-whole.ts';
import { ObjectReader } from '../../git/pack/object-reader.ts';
import type { ObjectStore } from '../../git/pack/object-store.ts';
import { Core } from '../../wasm/core.ts';
import type { Holders } from './holders.ts';

/** Objects of which is not known yet whether they hold a target, and whether they were counted already. */
export type OpenQuestions = Map<Oid, boolean>;

/** Reads objects whole, and looks at them; what it can't read stays open. */
export function lookAgain(store: ObjectStore, open: OpenQuestions, holders: Holders): void {
  if (open.size === 0) return;
  const reader = new ObjectReader(new Core(), store);
  for (const [oid, isCounted] of open) {
    const object = readWhole(reader, oid);
    if (!object) continue;
    open.delete(oid);
    if (!isCounted) holders.count(1, object.bytes.length);
    holders.look(oid, object.type, object.bytes);
  }
  reader.close();
}
