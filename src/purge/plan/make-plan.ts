import type { Oid, PathBytes } from '../../domain/blob.ts';
import { fromBytes, toBytes } from '../../report/path-text.ts';
import { DEFAULT_MARKER, type PurgeTargets, type Replacement } from '../targets.ts';
import { type EstimateParts, estimate } from './estimate.ts';
import { staleHashes } from './lock-files.ts';
import { type Elsewhere, notReached } from './not-reached.ts';
import type {
  ChangedWorktree,
  LostSignature,
  PlannedPath,
  PlannedTarget,
  PurgeCounts,
  PurgedRepository,
  PurgePlan,
  Refusal,
  Staying,
} from './purge-plan.ts';
import { type Redactor, redactorOf } from './redactor.ts';
import { type EditedFile, suggestRemovals } from './whole-files.ts';

/** A path and what becomes of the blob there; `new` is null where the entry goes. */
export interface ChangedPath extends EditedFile {
  readonly new: Oid | null;
}

/** Content that is removed by its path and also stands at other paths: how many files' content, and those paths. */
export interface StayingPaths {
  readonly files: number;
  readonly paths: readonly PathBytes[];
}

/** What a plan is made from. Names are bytes, and may hold what is to go. */
export interface PlanParts {
  readonly repository: PurgedRepository;
  readonly way: PurgePlan['way'];
  readonly targets: PurgeTargets;
  readonly counts: PurgeCounts;
  readonly changed: readonly ChangedPath[];
  readonly renamed: readonly { readonly from: PathBytes; readonly to: PathBytes }[];
  readonly refs: readonly string[];
  readonly firstChanged: readonly Oid[];
  readonly signatures: readonly LostSignature[];
  /** The paths of the trees at the tips, for lock files. */
  readonly atTips: Iterable<PathBytes>;
  readonly elsewhere: Elsewhere;
  /** Texts and patterns, by number, that stand nowhere. */
  readonly unseen?: ReadonlySet<number>;
  readonly staying?: StayingPaths;
  /** Work trees with checked-out files that change. */
  readonly worktrees?: readonly ChangedWorktree[];
  /** Files of the git directory that it leaves as they are; redacted. */
  readonly ownFiles?: readonly string[];
  readonly refusals: readonly Refusal[];
  readonly estimate: Omit<EstimateParts, 'counts'>;
}

/** A plan or a receipt is read, not searched: the maps on disk have it all. */
const MOST = 200;

/** Makes the plan: nothing in it holds a text that is to go. */
export function makePlan(parts: PlanParts): PurgePlan {
  const redact = namesOf(parts.targets);
  const { repository, way, counts, changed, firstChanged } = parts;
  const edited = changed.filter((path) => path.new !== null);
  return {
    version: 1,
    repository: {
      ...repository,
      name: redact(repository.name),
      ...(repository.remote === undefined ? {} : { remote: redact(repository.remote) }),
    },
    way,
    counts,
    targets: plannedTargets(parts.targets, redact, parts.unseen ?? new Set()),
    paths: plannedPaths(parts, redact).slice(0, MOST),
    staying: stayingOf(parts.staying ?? { files: 0, paths: [] }, redact),
    worktrees: (parts.worktrees ?? []).slice(0, MOST).map(({ path, files }) => ({ path: redact(path), files })),
    ownFiles: (parts.ownFiles ?? []).slice(0, MOST),
    refs: parts.refs.slice(0, MOST).map(redact),
    firstChanged: firstChanged.slice(0, MOST),
    signatures: lostSignatures(parts.signatures, redact),
    staleHashes: staleHashes(
      changed.map(({ path }) => path),
      parts.atTips,
      redact,
    ).slice(0, MOST),
    suggestions: suggestRemovals(edited, redact).slice(0, MOST),
    notReached: notReached(parts.elsewhere, redact),
    refusals: parts.refusals,
    estimate: estimate({ counts, ...parts.estimate }),
  };
}

const stayingOf = ({ files, paths }: StayingPaths, redact: Redactor): Staying => ({
  files,
  paths: paths.slice(0, MOST).map(redact),
  allPaths: paths.length,
});

/** Redacts, and makes text of bytes. */
export function namesOf(targets: Pick<PurgeTargets, 'texts'>): Redactor {
  const redact = redactorOf(targets);
  return (name) => fromBytes(toBytes(redact(name)));
}

/** The targets as people know them. */
function plannedTargets(
  { texts, patterns, blobs, paths }: PurgeTargets,
  redact: Redactor,
  unseen: ReadonlySet<number>,
): PlannedTarget[] {
  const seen = (number: number) => (unseen.has(number) ? { nowhere: true } : {});
  return [
    ...texts.map(({ name, replacement }, i) => ({ name, kind: 'text' as const, ...becomes(replacement), ...seen(i) })),
    ...patterns.map(({ name, kind, replacement }, i) => ({
      ...{ name, kind, ...becomes(replacement) },
      ...seen(texts.length + i),
    })),
    ...[...blobs].map((oid) => ({ name: oid, kind: 'blob' as const, becomes: 'removed' as const })),
    ...paths.map((glob) => ({ name: redact(glob), kind: 'path' as const, becomes: 'removed' as const })),
  ];
}

/** A replacement of the user's own may be a secret, too (`old==>new`): only the common marker is shown. */
function becomes(replacement: Replacement): Pick<PlannedTarget, 'becomes' | 'marker'> {
  if (replacement.kind === 'same-length') return { becomes: 'same-length' };
  const isCommon = replacement.text.reveal() === DEFAULT_MARKER;
  return { becomes: 'marker', ...(isCommon ? { marker: DEFAULT_MARKER } : {}) };
}

/** The first few of the signatures, by name. */
export const lostSignatures = (signatures: readonly LostSignature[], redact: Redactor): LostSignature[] =>
  signatures.slice(0, MOST).map(({ oid, kind, of }) => ({ oid, kind, of: redact(of) }));

/** Each path once, with the most that happens to it. */
export function plannedPaths(
  { changed, renamed }: Pick<PlanParts, 'changed' | 'renamed'>,
  redact: Redactor,
): PlannedPath[] {
  const paths = new Map<PathBytes, PlannedPath['what']>();
  for (const { path, new: to } of changed)
    if (paths.get(path) !== 'removed') paths.set(path, to === null ? 'removed' : 'edited');
  for (const { from } of renamed) paths.set(from, 'renamed');
  return [...paths].map(([path, what]) => ({ path: redact(path), what }));
}
