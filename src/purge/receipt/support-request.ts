import type { Receipt } from './receipt.ts';

/** Longer lists go with the request as a file. */
const MOST_COMMITS = 20;

/**
 * The request for GitHub Support, filled in with what it asks for: the repository, the number of pull requests that hold
 * old commits, the first changed commits, and orphaned objects of Git LFS.
 * @see https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/removing-sensitive-data-from-a-repository
 */
export function supportRequest(receipt: Receipt): string[] {
  const { refs, firstChanged, orphanedLfsObjects: lfs, repository, counts } = receipt;
  const pulls = refs.filter(({ name }) => /^refs\/pull\/\d+\/head$/.test(name)).length;
  const commits = firstChanged.slice(0, MOST_COMMITS).map(({ old }) => `  ${old}`);
  const more = firstChanged.length - commits.length;
  return [
    `Please remove sensitive data from ${ownerAndName(repository.remote)}.`,
    '',
    'A credential was committed. It is revoked, the history is rewritten, and all branches and tags are pushed.',
    'A new credential alone does not end the danger, because: <say why>',
    '',
    `Pull requests that hold old commits: ${receipt.way === 'mirror' ? pulls : '<count them: they are not in a clone>'}`,
    `First changed commits (of ${counts.commits} rewritten):`,
    ...commits,
    ...(more > 0 ? [`  and ${more} more: see the attached first-changed-commits`] : []),
    `Orphaned LFS objects: ${lfs.length === 0 ? 'none' : `${lfs.length}, see the attached orphaned_lfs_objects`}`,
    '',
    'Please dereference the pull requests, collect the unreachable objects, and drop cached views.',
  ];
}

/** `owner/name` of `https://github.com/owner/name.git` and `git@github.com:owner/name`. */
const ownerAndName = (remote = ''): string =>
  /^(?:[a-z]+:\/\/[^/]+\/|[^/:]+:)([^/:]+\/[^/]+?)(?:\.git)?\/?$/.exec(remote)?.[1] ?? '<owner>/<repository>';
