import { basename, dirname, join, resolve } from 'node:path';
import { UnleakError } from '../../domain/unleak-error.ts';
import { cutShort } from '../lines.ts';
import type { HashLength } from '../pack/ids.ts';
import { runGit } from '../process.ts';
import { gitAt } from './git-at.ts';
import { linkedWorktrees } from './linked-worktrees.ts';

/** A work tree with its own HEAD, index and logs; or a bare repository, which has a HEAD only. */
export interface Worktree {
  /** '' for the repository's own, else the name of its folder below `worktrees/`. */
  readonly id: string;
  /** Absolute. */
  readonly gitDirectory: string;
  /** The top folder, absolute; undefined where there is none. */
  readonly path: string | undefined;
}

/** Where a repository keeps its things. https://git-scm.com/docs/gitrepository-layout */
export interface RepositoryLayout {
  /** What all work trees share: objects, refs, config. Absolute. */
  readonly commonDirectory: string;
  readonly hashLength: HashLength;
  /** The repository's own first. */
  readonly worktrees: readonly Worktree[];
}

/**
 * Looks where the repository that holds `cwd` keeps its things.
 * @throws UnleakError when `cwd` is in no repository that git is willing to read, or its work tree can't be told
 */
export async function readLayout(cwd: string): Promise<RepositoryLayout> {
  const printed = await runGit(['rev-parse', '--absolute-git-dir', '--git-common-dir', '--show-object-format'], {
    cwd,
  });
  const [gitDirectory = '', common = '', format = '', end] = printed.toString().split(/\r?\n/);
  if (gitDirectory === '' || common === '' || !/^sha(?:1|256)$/.test(format) || end !== '') throw cutShort();
  const commonDirectory = resolve(cwd, common);
  const path = await mainPath(cwd, gitDirectory, commonDirectory);
  const main: Worktree = { id: '', gitDirectory: commonDirectory, path };
  return {
    commonDirectory,
    hashLength: format === 'sha1' ? 20 : 32,
    worktrees: [main, ...linkedWorktrees(commonDirectory)],
  };
}

/** The top folder of the repository's own work tree; undefined for a bare one. */
async function mainPath(cwd: string, gitDirectory: string, common: string): Promise<string | undefined> {
  if ((await ask(common, ['rev-parse', '--is-bare-repository'])) === 'true') return undefined;
  const configured = await ask(common, ['config', 'core.worktree']);
  if (configured !== '') return resolve(common, configured);
  if (basename(common) === '.git') return dirname(common);
  if (resolve(gitDirectory) === common) {
    const top = (await runGit(['rev-parse', '--show-toplevel'], { cwd })).toString().replace(/\r?\n$/, '');
    if (top !== '') return resolve(top);
  }
  throw new UnleakError(
    'unsupported',
    'From this linked work tree it can’t be told where the repository’s own work tree lies.',
    `Run the purge from there; its git directory is ${join(common)}.`,
  );
}

const ask = async (gitDirectory: string, args: readonly string[]): Promise<string> =>
  (await runGit(args, { ...gitAt(gitDirectory), accept: [1] })).toString().replace(/\r?\n$/, '');
