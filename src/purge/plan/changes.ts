import { shortOid } from '../../report/amounts.ts';
import { shellLine } from '../receipt/push-plan.ts';
import type {
  ChangedWorktree,
  LostSignature,
  NotReached,
  PlannedPath,
  PlannedTarget,
  PurgeCounts,
  StaleHashes,
  Staying,
} from './purge-plan.ts';
import { amount, firstFew, type Section, safe, shown } from './section.ts';

const MOST = 12;
const FEW = 5;

/** `3 secrets in 12 blobs at 4 paths and 2 commit messages; 120 of 4,000 commits, 2 tags, 5 refs`. */
export function countsText(counts: PurgeCounts): string {
  const { secrets, commits, allCommits, tags, refs } = counts;
  return [
    `${secrets > 0 ? `${amount(secrets, 'secret')} in ` : ''}${placesText(counts)}`,
    `${commits.toLocaleString('en')} of ${amount(allCommits, 'commit')} written anew, ${amount(tags, 'tag')}, ${amount(refs, 'ref')}`,
  ].join('; ');
}

/** Where it stands. Blobs are left out where there are none, but not everything. */
function placesText({ blobs, paths, messages = 0, tagMessages = 0, names = 0 }: PurgeCounts): string {
  const others = [
    ...(messages > 0 ? [amount(messages, 'commit message')] : []),
    ...(tagMessages > 0 ? [amount(tagMessages, 'tag message')] : []),
    ...(names > 0 ? [`names of files in ${amount(names, 'tree')}`] : []),
  ];
  const all = [
    ...(blobs + paths > 0 || others.length === 0 ? [`${amount(blobs, 'blob')} at ${amount(paths, 'path')}`] : []),
    ...others,
  ];
  const last = all.pop()!;
  return all.length === 0 ? last : `${all.join(', ')} and ${last}`;
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

/** Content that `--path` leaves at other paths. */
export const stayingSection = ({ files, paths, allPaths }: Staying): Section => ({
  title: 'What stays all the same',
  lines:
    files === 0
      ? []
      : [
          `The content of ${amount(files, 'removed file')} also stands at paths that do not match, and stays: ${firstFew(paths.map(shown), FEW, allPaths).join(', ')}`,
          'Name these paths, too, or what is to go wherever it stands with --blob OID (or its text with --secret-file).',
        ],
});

/** Work trees that change along. */
export const worktreesSection = (worktrees: readonly ChangedWorktree[], title: string): Section => ({
  title,
  lines: firstFew(
    worktrees.map(({ path, files }) => `${amount(files, 'file')} in ${shown(path)}`),
    MOST,
  ),
});

/** What becomes of the mirror, which nobody else deletes. */
export const mirrorLines = (gitDirectory: string, others: readonly string[] = []): string[] => [
  `The mirror stays on disk, and holds the old history until --finish: ${shown(gitDirectory)}`,
  `When you no longer need it: ${shown(shellLine(['rm', '-rf', gitDirectory, ...others]))}`,
];

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
