import type { Oid } from '../../domain/blob.ts';
import { UnleakError } from '../../domain/unleak-error.ts';
import { attributeTogether } from '../../gate/history/attribute-together.ts';
import type { Crew } from '../../gate/history/threads.ts';
import { ObjectReader } from '../../git/pack/object-reader.ts';
import type { ObjectStore } from '../../git/pack/object-store.ts';
import { readRefs } from '../../git/refs/read-refs.ts';
import { Core } from '../../wasm/core.ts';
import type { Rewritten } from '../rewrite/request.ts';
import { newTipsOf } from './new-tips.ts';
import { readTips } from './read-tips.ts';
import type { Subject } from './subject.ts';
import type { Survey } from './survey.ts';

/** What the new history was looked at from. */
export type CheckedTips = ReadonlySet<Oid>;

/** What a search for what is still reached is made with. */
export interface ReachedParts {
  /** Opened when all was written. */
  readonly store: ObjectStore;
  readonly survey: Survey;
  /** Helps. */
  readonly crew: Crew;
  /** Bytes that all threads may take. */
  readonly memory: number;
}

/**
 * Looks, before any ref is moved, whether anything that refs, HEADs and reflogs will name leads to an object that was to go.
 * @throws UnleakError where it does
 */
export async function checkReached(parts: ReachedParts, { map }: Pick<Rewritten, 'map'>): Promise<CheckedTips> {
  const tips = new Set(newTipsOf(parts.survey.tips, map));
  const [reached] = await reachedFrom(parts, tips);
  if (reached !== undefined) throw leadsTo(reached);
  return tips;
}

/** Which of the objects that were to go something still leads to. What was looked at before the refs moved is not read again. */
export async function stillReached(subject: Subject, parts: ReachedParts, checked: CheckedTips): Promise<Oid[]> {
  const now = { ...subject, refs: await readRefs(subject.layout) };
  const others = readTips(now, parts.store).all.filter((oid) => !checked.has(oid));
  return others.length === 0 ? [] : reachedFrom(parts, new Set(others));
}

/** By a reading of all commits and trees that knows nothing of the rewrite. */
async function reachedFrom(
  { store, survey: { found, remove }, crew, memory }: ReachedParts,
  tips: ReadonlySet<Oid>,
): Promise<Oid[]> {
  const [flagged, messages] = [[...new Set([...found.blobs, ...remove.blobs])], [...found.commits, ...found.tags]];
  if (flagged.length + messages.length === 0) return [];
  const core = new Core();
  const objects = new ObjectReader(core, store);
  try {
    const request = { flagged, messages, tips: [...tips], onlyCommits: [] };
    const { states } = await attributeTogether({ store, objects, core, crew, memory }, request);
    return [...flagged, ...messages].filter((oid) => states.get(oid) !== 'unreachable');
  } finally {
    objects.close();
  }
}

const leadsTo = (oid: Oid): UnleakError =>
  new UnleakError(
    'object-corrupt',
    `The new history still leads to an object that was to go (${oid}), so no ref was moved.`,
    'The repository is as it was. Please report this with `unleak --version` and `git --version`.',
  );
