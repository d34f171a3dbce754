import type { PathBytes } from '../../domain/blob.ts';
import type { NotReached } from './purge-plan.ts';
import type { Redactor } from './redactor.ts';

/** What was seen of what lies elsewhere. */
export interface Elsewhere {
  /** Refs that a server keeps for itself, as far as they are known: `refs/pull/1/head`. */
  readonly hiddenRefs: readonly string[];
  /** Paths of gitlinks at the tips. */
  readonly submodules: readonly PathBytes[];
  /** Pointers of Git LFS in the history. */
  readonly lfsPointers: number;
  /** It has a remote, or it is the mirror of one: others have copies. */
  readonly shared: boolean;
}

/**
 * Refs that servers make and let nobody push: GitHub's pull requests, GitLab's merge requests, pipelines and kept commits
 * (https://docs.gitlab.com/development/gitaly/#gitlab-specific-references), Gerrit's changes, Bitbucket's pull requests.
 */
const HIDDEN =
  /^refs\/(?:pull|merge-requests|keep-around|pipelines|environments|changes|pull-requests|cache-automerge|__gh__)\//;

/** Whether no push can move a ref. */
export const isHiddenRef = (name: string): boolean => HIDDEN.test(name);

const MOST_EXAMPLES = 5;

/** What may hold the secret and is not reached, with who can do something about it. */
export function notReached(seen: Elsewhere, redact: Redactor): NotReached[] {
  const some = (names: readonly string[]) => names.slice(0, MOST_EXAMPLES).map(redact);
  const submodules: NotReached = { kind: 'submodules', message: SUBMODULES, examples: some(seen.submodules) };
  const lfs: NotReached = { kind: 'lfs', message: LFS, examples: [] };
  const hidden: NotReached = { kind: 'hidden-refs', message: HIDDEN_REFS, examples: some(seen.hiddenRefs) };
  return [
    ...(seen.shared ? [hidden, ...SHARED] : []),
    ...(seen.lfsPointers > 0 ? [lfs] : []),
    ...(seen.submodules.length > 0 ? [submodules] : []),
  ];
}

const HIDDEN_REFS =
  'Refs that the server keeps for itself (pull and merge requests): no push moves them. Its operators can: the receipt has the request for GitHub and the steps for GitLab.';

const SHARED: readonly NotReached[] = [
  {
    kind: 'forks',
    message:
      'Forks have the old commits, and a server hands them out by id: their owners have to purge or delete them.',
    examples: [],
  },
  {
    kind: 'clones',
    message:
      'Clones of others have the old commits, and one push of theirs brings them back: `unleak rejoin` cleans a clone.',
    examples: [],
  },
  {
    kind: 'caches',
    message:
      "The server's cached pages, CI caches, artifacts and logs, search indexes and archives may show the secret.",
    examples: [],
  },
  {
    kind: 'packages',
    message:
      'Published packages, images and release archives were built from the old commits: look into them yourself.',
    examples: [],
  },
];

const LFS =
  'Files in Git LFS are not read, only their pointers: what they hold has to be deleted on the LFS server by its operators.';

const SUBMODULES = 'Submodules are repositories of their own: scan and purge each there.';
