import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { UnleakError } from '../../domain/unleak-error.ts';
import { type Config, isOn, readConfig } from './config-file.ts';
import { corrupt } from './refusals.ts';
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

interface Place {
  readonly gitDir: string;
  /** The folder that holds `.git`, if that is how the git directory was found. */
  readonly around: string | undefined;
}

/**
 * Finds the repository of a folder as git does: `GIT_DIR` (with `GIT_WORK_TREE`, `GIT_COMMON_DIR`), or `.git` (a folder,
 * or a file that points to one) or a bare repository, here or above.
 * https://git-scm.com/docs/git#_the_git_repository, https://git-scm.com/docs/gitrepository-layout
 * @throws UnleakError `not-a-repository`, or `unsupported` for a format that can't be read
 */
export async function locate(cwd: string, env: NodeJS.ProcessEnv): Promise<Layout> {
  const here = await realpath(cwd).catch(() => resolve(cwd));
  const { gitDir, around } = env.GIT_DIR ? await named(resolve(here, env.GIT_DIR)) : await discover(here);
  const commonDir = await commonDirectory(gitDir, here, env);
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

async function named(path: string): Promise<Place> {
  const gitDir = (await kind(path)) === 'file' ? await pointedTo(path) : path;
  if (!(await isGitDirectory(gitDir))) throw notARepository();
  return { gitDir, around: undefined };
}

async function discover(from: string): Promise<Place> {
  for (let folder = from; ; folder = dirname(folder)) {
    const dotGit = join(folder, '.git');
    const found = await kind(dotGit);
    if (found === 'file') return { ...(await named(dotGit)), around: folder };
    if (found === 'folder' && (await isGitDirectory(dotGit))) return { gitDir: dotGit, around: folder };
    if (await isGitDirectory(folder)) return { gitDir: folder, around: undefined };
    if (dirname(folder) === folder) throw notARepository();
  }
}

/** A `.git` file holds `gitdir: <path>`; linked worktrees and submodules have one. */
async function pointedTo(file: string): Promise<string> {
  const pointer = /^gitdir: ([^\n\r]+)/.exec(await readFile(file, 'utf8'));
  if (!pointer) throw corrupt('its .git file is not of the form `gitdir: <path>`');
  return resolve(dirname(file), pointer[1]!);
}

/** What git takes for a git directory: HEAD, and objects and refs, which a linked worktree has in its `commondir`. */
async function isGitDirectory(path: string): Promise<boolean> {
  const head = await readFile(join(path, 'HEAD'), 'latin1').catch(() => '');
  if (!/^(ref:\s*refs\/|[0-9a-f]{40})/.test(head)) return false;
  if ((await kind(join(path, 'commondir'))) === 'file') return true;
  return (await kind(join(path, 'refs'))) === 'folder' && (await kind(join(path, 'objects'))) === 'folder';
}

async function commonDirectory(gitDir: string, here: string, env: NodeJS.ProcessEnv): Promise<string> {
  if (env.GIT_COMMON_DIR) return resolve(here, env.GIT_COMMON_DIR);
  const pointer = await readFile(join(gitDir, 'commondir'), 'utf8').catch(() => '');
  return pointer === '' ? gitDir : resolve(gitDir, pointer.replace(/\r?\n$/, ''));
}

async function kind(path: string): Promise<'file' | 'folder' | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile()) return 'file';
  return found?.isDirectory() ? 'folder' : undefined;
}

const isWithin = (path: string, folder: string): boolean => !relative(folder, path).startsWith('..');

const notARepository = (): UnleakError =>
  new UnleakError(
    'not-a-repository',
    'This folder is not in a git repository.',
    'Run unleak inside a repository, or name the files to scan: unleak scan <path>.',
  );
