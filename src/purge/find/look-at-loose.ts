import { UnleakError } from '../../domain/unleak-error.ts';
import type { LiteralInspector } from '../../gate/history/literals/literal-inspector.ts';
import type { LooseObjects } from '../../git/pack/loose-objects.ts';
import type { ObjectStore } from '../../git/pack/object-store.ts';
import type { ReadObject } from '../../git/pack/stored-object.ts';
import { ObjectId } from '../../git/pack/write/object-id.ts';
import type { Holders } from './holders.ts';
import type { OpenQuestions } from './look-again.ts';

/** Looks at every object that is a file of its own. @param open takes what is damaged, or larger than `largest` bytes */
export function lookAtLoose(
  store: ObjectStore,
  { inspector, largest }: { readonly inspector: LiteralInspector; readonly largest: number },
  holders: Holders,
  open: OpenQuestions,
): void {
  const { loose, hashLength } = store;
  const copies = store.duplicates('loose');
  const ids = new ObjectId(hashLength);
  for (let i = 0; i < loose.count; i++) {
    const id = loose.ids.subarray(i * hashLength, (i + 1) * hashLength);
    const oid = Buffer.from(id).toString('hex');
    const object = readLoose(loose, id, largest);
    // Git does not look at that when it reads an object.
    if (object && !ids.of(object.type, object.bytes).equals(id)) {
      holders.unread(oid, 'Its content is not what its id says.');
      continue;
    }
    // Each copy is looked at, since nobody knows which of them git would show; the object counts once.
    const isCounted = copies?.[i] === 1;
    if (!object) open.set(oid, open.get(oid) ?? isCounted);
    else {
      if (!isCounted) holders.count(1, object.bytes.length);
      const looked = inspector.copied(object.bytes);
      if (looked.holds) holders.look(oid, object.type, object.bytes, inspector.hits(looked));
    }
  }
}

/** @returns undefined for what git has to look at itself */
function readLoose(loose: LooseObjects, id: Uint8Array, largest: number): ReadObject | undefined {
  try {
    return loose.read(id, largest);
  } catch (error) {
    if (error instanceof UnleakError) return undefined;
    throw error;
  }
}
