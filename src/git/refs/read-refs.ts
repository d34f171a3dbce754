import type { Oid } from '../../domain/blob.ts';
import { UnleakError } from '../../domain/unleak-error.ts';
import { checkOid } from '../check-oid.ts';
import { cutShort } from '../lines.ts';
import { runGit } from '../process.ts';
import { gitAt } from './git-at.ts';
import type { RepositoryLayout, Worktree } from './layout.ts';

/** A ref and what it names. Names are bytes as latin1. */
export interface RefState {
  /** `refs/…`, `HEAD`, or for a linked work tree `worktrees/<id>/HEAD`, `worktrees/<id>/refs/…`, as git knows them everywhere. */
  readonly name: string;
  /** The object at the end, not peeled: a tag's id for an annotated tag. */
  readonly oid: Oid;
  /** The ref that it stands for, where it is a symbolic one. */
  readonly symbolic?: string;
}

// Refs that each work tree has for itself: https://git-scm.com/docs/git-worktree#_refs
const PER_WORKTREE = ['refs/bisect', 'refs/worktree', 'refs/rewritten'];

/**
 * All refs of a repository, every work tree's HEAD included; HEADs without a commit and symbolic refs that lead nowhere
 * are left out, for they name nothing.
 * @throws UnleakError when a ref can't be read: it may be the one that counts
 */
export async function readRefs(layout: RepositoryLayout): Promise<RefState[]> {
  const [main, ...linked] = layout.worktrees;
  const refs = [...(await head(main!)), ...(await list(main!.gitDirectory, []))];
  for (const tree of linked) {
    const own = [...(await head(tree)), ...(await list(tree.gitDirectory, PER_WORKTREE))];
    refs.push(...own.map((ref) => ({ ...ref, name: `worktrees/${tree.id}/${ref.name}` })));
  }
  return refs;
}

async function list(gitDirectory: string, patterns: readonly string[]): Promise<RefState[]> {
  // 7898192… refs/heads/main␊ or 7898192… refs/remotes/origin/HEAD refs/remotes/origin/main␊: no name holds a space
  const args = ['for-each-ref', '--format=%(objectname) %(refname) %(symref)', ...patterns];
  const printed = await runGit(args, { ...gitAt(gitDirectory), refuse: /ignoring (?:broken ref|ref with broken)/ });
  const lines = printed.toString('latin1').split('\n');
  if (lines.pop() !== '') throw cutShort();
  return lines.map((line) => {
    const [oid = '', name = '', symbolic = ''] = line.split(' ');
    if (name === '') throw cutShort();
    return symbolic === '' ? { name, oid: checkOid(oid) } : { name, oid: checkOid(oid), symbolic };
  });
}

async function head(tree: Worktree): Promise<RefState[]> {
  const options = { ...gitAt(tree.gitDirectory), accept: [1] };
  const symbolic = (await runGit(['symbolic-ref', '--quiet', 'HEAD'], options)).toString('latin1').trim();
  const oid = (await runGit(['rev-parse', '--verify', '--quiet', 'HEAD'], options)).toString('latin1').trim();
  if (oid === '' && symbolic === '') throw brokenHead(tree);
  if (oid === '') return [];
  return [symbolic === '' ? { name: 'HEAD', oid: checkOid(oid) } : { name: 'HEAD', oid: checkOid(oid), symbolic }];
}

const brokenHead = (tree: Worktree): UnleakError =>
  new UnleakError(
    'git-failed',
    `The HEAD of ${tree.path ?? tree.gitDirectory} can’t be read.`,
    'Look with `git symbolic-ref HEAD` and `git fsck`, and repair it first.',
  );
