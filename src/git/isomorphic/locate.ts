import { realpath } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import {
  commonDirectoryOf,
  type GitDirectory,
  gitDirectoryAt,
  gitDirectoryOf,
  notARepository,
} from '../git-directory.ts';
import { type Config, isOn, readConfig } from './config-file.ts';
import { checkFormat } from './repository-format.ts';

/** Where the parts of a repository lie. */
export interface Layout {
  /** HEAD, the index and MERGE_HEAD are here; a linked worktree has its own. */
  readonly gitDir: string;
  /** Objects, refs and the configuration are here; the same as `gitDir` but for linked worktrees. */
  readonly commonDir: string;
  /** The work tree's top folder, or the git directory where there is none (or `cwd` is outside it). */
  readonly topLevel: string;
  readonly bare: boolean;
  readonly config: Config;
}

/**
 * Finds the repository of a folder as git does: `GIT_DIR` (with `GIT_WORK_TREE`, `GIT_COMMON_DIR`), or `.git` (a folder,
 * or a file that points to one) or a bare repository, here or above.
 * https://git-scm.com/docs/git#_the_git_repository, https://git-scm.com/docs/gitrepository-layout
 * @throws UnleakError `not-a-repository`, or `unsupported` for a format that can't be read
 */
export async function locate(cwd: string, env: NodeJS.ProcessEnv): Promise<Layout> {
  const here = await realpath(cwd).catch(() => resolve(cwd));
  const { gitDir, around } = env.GIT_DIR
    ? { gitDir: await gitDirectoryAt(resolve(here, env.GIT_DIR)), around: undefined }
    : await discover(here);
  const commonDir = await commonDirectoryOf(gitDir, here, env);
  const config = await settings(gitDir, commonDir);
  await checkFormat(commonDir, config);
  // A linked worktree has a work tree even when the repository it belongs to is bare.
  const linked = gitDir !== commonDir;
  // Without the setting git goes by how the repository was found.
  const saysBare = config.has('core.bare') ? isOn(config.get('core.bare')) : !env.GIT_DIR && around === undefined;
  const bare = saysBare && !env.GIT_WORK_TREE && !linked;
  if (bare) return { gitDir, commonDir, topLevel: gitDir, bare, config };
  const configured = config.get('core.worktree');
  const workTree = env.GIT_WORK_TREE
    ? resolve(here, env.GIT_WORK_TREE)
    : configured !== undefined && !linked
      ? resolve(gitDir, configured)
      : (around ?? (env.GIT_DIR ? here : undefined));
  const inside = workTree !== undefined && isWithin(here, await realpath(workTree).catch(() => workTree));
  return { gitDir, commonDir, topLevel: inside ? workTree : gitDir, bare, config };
}

/** The repository's settings, and over them those of this worktree: https://git-scm.com/docs/git-worktree#_configuration_file */
async function settings(gitDir: string, commonDir: string): Promise<Config> {
  const shared = await readConfig(join(commonDir, 'config'));
  if (!isOn(shared.get('extensions.worktreeconfig'))) return shared;
  return new Map([...shared, ...(await readConfig(join(gitDir, 'config.worktree')))]);
}

async function discover(from: string): Promise<GitDirectory> {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = await gitDirectoryOf(folder);
    if (found) return found;
    if (dirname(folder) === folder) throw notARepository();
  }
}

const isWithin = (path: string, folder: string): boolean => !relative(folder, path).startsWith('..');
