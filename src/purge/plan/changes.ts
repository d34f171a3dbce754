import { shortOid } from '../../report/amounts.ts';
import type { LostSignature, NotReached, PlannedPath, PlannedTarget, PurgeCounts, StaleHashes } from './purge-plan.ts';
import { amount, firstFew, type Section, safe, shown } from './section.ts';

const MOST = 12;

/** `3 secrets in 12 blobs at 4 paths; 120 of 4,000 commits, 2 tags, 5 refs`. */
export function countsText(counts: PurgeCounts): string {
  const { secrets, blobs, paths, commits, allCommits, tags, refs } = counts;
  return [
    `${secrets > 0 ? `${amount(secrets, 'secret')} in ` : ''}${amount(blobs, 'blob')} at ${amount(paths, 'path')}`,
    `${commits.toLocaleString('en')} of ${amount(allCommits, 'commit')} written anew, ${amount(tags, 'tag')}, ${amount(refs, 'ref')}`,
  ].join('; ');
}

/** What is taken out, and what stands there then. */
export const targetsSection = (targets: readonly PlannedTarget[]): Section => ({
  title: 'What goes, and what stands there then',
  lines: firstFew(targets.map(targetLine), MOST),
});

function targetLine({ name, kind, becomes, marker, nowhere }: PlannedTarget): string {
  const what = { text: '', regex: 'regex, ', glob: 'glob, ', blob: 'blob ', path: 'path ' }[kind];
  if (nowhere) return `${what}${shown(name)}: stands in no object; is it spelled right?`;
  return `${what}${shown(name)}: ${becomes === 'marker' ? `becomes ${marker ?? 'the text that you gave'}` : BECOMES[becomes]}`;
}

const BECOMES = { 'same-length': 'becomes as many *', removed: 'the files go, in every commit' } as const;

/** The paths. */
export const pathsSection = (paths: readonly PlannedPath[], counts: PurgeCounts): Section => ({
  title: 'Paths',
  lines: firstFew(
    paths.map(({ path, what }) => `${shown(path)} (${what})`),
    MOST,
    Math.max(paths.length, counts.paths),
  ),
});

/** Signatures that go. */
export const signaturesSection = (signatures: readonly LostSignature[]): Section => ({
  title: 'Signatures that go, since what they sign is written anew (all others stay)',
  lines: firstFew(
    signatures.map(({ oid, kind, of }) => `${kind} ${shortOid(oid)} ${shown(of)}`),
    MOST,
  ),
});

/** Hashes that no longer hold. */
export const staleSection = (stale: readonly StaleHashes[]): Section => ({
  title: 'Hashes that no longer hold',
  lines: firstFew(
    stale.map(({ path, message }) => `${shown(path)}: ${safe(message)}`),
    MOST,
  ),
});

/** What lies elsewhere. */
export const notReachedSection = (list: readonly NotReached[]): Section => ({
  title: 'What this does not reach',
  lines: list.map(({ message, examples }) =>
    examples.length === 0 ? safe(message) : `${safe(message)} (${examples.map(shown).join(', ')})`,
  ),
});
