import type { RefState } from '../../git/refs/read-refs.ts';
import { fromBytes } from '../../report/path-text.ts';
import { isHiddenRef } from '../plan/not-reached.ts';
import { commitLinks } from './commit-parts.ts';
import type { HistoryMap } from './history-map.ts';
import type { Stuck } from './rebuilder.ts';
import type { LeftOut } from './rejoin-types.ts';
import type { CloneSurvey } from './survey-clone.ts';

/** Says of a ref that stays on the old history why, and how to bring it over by hand. */
export function leftOutOf(
  { ref, stuck }: { readonly ref: RefState; readonly stuck: Stuck },
  survey: CloneSurvey,
): LeftOut {
  const { texts } = survey;
  const shown = (path: string): string =>
    fromBytes(texts.clean(Buffer.from(path, 'latin1'), 'name')?.bytes.toString('latin1') ?? path);
  return {
    name: shown(ref.name),
    at: stuck.at,
    why: whyOf(stuck, survey.map),
    paths: stuck.conflicts.map(({ path, why }) => ({ path: shown(path), why })),
    wayOut: wayOut(ref, stuck, survey),
  };
}

/**
 * The server's own ref (a pull request) that an old commit was seen as only: what the purge made of it can't be pushed there, so it is in
 * no clone. Undefined: there is none.
 */
function hiddenRefOf({ at }: Stuck, map: HistoryMap): string | undefined {
  const refs = [...(map.refs ?? [])];
  const names = refs.filter(([, { old }]) => old === at).map(([name]) => name);
  return names.every(isHiddenRef) ? names[0] : undefined;
}

function whyOf(stuck: Stuck, map: HistoryMap): string {
  const hidden = map.newOf(stuck.at) ? hiddenRefOf(stuck, map) : undefined;
  if (hidden === undefined) return stuck.why;
  return `${stuck.why} The purge saw it as ${fromBytes(hidden)} only, which no push moves, so the remote never got it.`;
}

function wayOut({ name }: RefState, stuck: Stuck, survey: CloneSurvey): string {
  const now = survey.map.newOf(stuck.at);
  if (now && hiddenRefOf(stuck, survey.map) !== undefined)
    return `Ask whoever purged to push it from there to a branch (git push origin ${now}:refs/heads/<name>), fetch that, then run unleak rejoin again.`;
  const branch = /^refs\/heads\/(.*)$/s.exec(name)?.[1];
  const again = 'then run unleak rejoin again.';
  if (name.startsWith('refs/tags/'))
    return `Name the receipt's folder, which holds ref-map; or delete the tag (git tag -d ${fromBytes(name.slice(10))}; git fetch --tags brings published ones), ${again}`;
  if (/stash/.test(name))
    return `Keep what you need of it (git stash show -p, without what was purged), drop it (git stash drop), ${again}`;
  const onto = baseOf(stuck, survey);
  if (branch === undefined || onto === undefined)
    return `Bring it over by hand, or delete it (git update-ref -d ${fromBytes(name)}), ${again}`;
  return `Bring it over by hand, without what was purged: git rebase --onto ${onto.now} ${onto.old} ${fromBytes(branch)}; ${again}`;
}

/** The last commit before it of which it is known what it became. */
function baseOf({ at }: Stuck, { objects, rebuilder, map }: CloneSurvey): { old: string; now: string } | undefined {
  if (map.isOldCommit(at) || objects.read(at).type !== 'commit') return undefined;
  const [parent] = commitLinks(objects.read(at).bytes, at).parents;
  const fate = parent === undefined ? undefined : rebuilder.fate(parent);
  return parent !== undefined && fate && 'to' in fate && fate.to !== null && objects.isStored(fate.to)
    ? { old: parent, now: fate.to }
    : undefined;
}
