import { UnleakError } from '../../domain/unleak-error.ts';
import { readWhole } from '../../gate/history/read-whole.ts';
import { ObjectReader } from '../../git/pack/object-reader.ts';
import type { ObjectStore } from '../../git/pack/object-store.ts';
import { Core } from '../../wasm/core.ts';
import { tipsDiffer } from '../prove/tips-differ.ts';
import type { Rewritten } from '../rewrite/request.ts';
import type { Subject } from './subject.ts';
import type { Survey } from './survey.ts';

/**
 * Compares, before any ref is moved, the trees at the new tips with those at the old ones: what was to go must have gone, and all
 * else must be as it was. Reads them anew, and knows of the rewrite only what became of the blobs.
 * @param store opened when all was written
 * @throws UnleakError where they differ in anything else
 */
export function checkTips(
  subject: Subject,
  store: ObjectStore,
  { cleaner, remove, tips }: Survey,
  { map }: Pick<Rewritten, 'map'>,
): void {
  const notes = new Set(tips.notes);
  const reader = new ObjectReader(new Core(), store);
  const moved = [...new Set(subject.refs.map(({ oid }) => oid))].flatMap((before) => {
    const after = notes.has(before) ? undefined : map.getHex(before);
    return after === undefined ? [] : { before, after };
  });
  try {
    const read = (oid: string) => readWhole(reader, oid);
    const parts = { read, hashLength: store.hashLength, cleaner, became: (oid: string) => map.getHex(oid) };
    // `checkReached` looks for each old object that was to go.
    const removal = remove.path ? { removes: remove.path } : { skipsSame: true };
    const [difference] = tipsDiffer(moved, { ...parts, ...removal });
    if (difference) throw unlike(difference.before, difference.why);
  } finally {
    reader.close();
  }
}

const unlike = (tip: string, why: string): UnleakError =>
  new UnleakError(
    'object-corrupt',
    `The new history is not the old one without what was to go (below ${tip}: ${why}), so no ref was moved.`,
    'The repository is as it was. Please report this with `unleak --version` and `git --version`.',
  );
