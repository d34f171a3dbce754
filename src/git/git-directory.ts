import { readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { UnleakError } from '../domain/unleak-error.ts';
import { corrupt } from './isomorphic/refusals.ts';

/** A git directory, and how it was found. */
export interface GitDirectory {
  readonly gitDir: string;
  /** The folder that holds `.git`, if that is how the git directory was found. */
  readonly around: string | undefined;
}

/**
 * The git directory of a folder itself: its `.git` (a folder, or a file that points to one), or the folder as a bare
 * repository. @returns undefined where it has none
 * @throws UnleakError `not-a-repository` or `object-corrupt` for a `.git` file that leads nowhere
 */
export async function gitDirectoryOf(folder: string): Promise<GitDirectory | undefined> {
  const dotGit = join(folder, '.git');
  const found = await kind(dotGit);
  if (found === 'file') return { gitDir: await gitDirectoryAt(dotGit), around: folder };
  if (found === 'folder' && (await isGitDirectory(dotGit))) return { gitDir: dotGit, around: folder };
  return (await isGitDirectory(folder)) ? { gitDir: folder, around: undefined } : undefined;
}

/** The git directory that a path names, or that the file there points to. @throws UnleakError as `gitDirectoryOf` */
export async function gitDirectoryAt(path: string): Promise<string> {
  const gitDir = (await kind(path)) === 'file' ? await pointedTo(path) : path;
  if (!(await isGitDirectory(gitDir))) throw notARepository();
  return gitDir;
}

/** What a git directory shares with other work trees': objects, refs, configuration. @param here the folder that git runs in */
export async function commonDirectoryOf(gitDir: string, here: string, env: NodeJS.ProcessEnv): Promise<string> {
  if (env.GIT_COMMON_DIR) return resolve(here, env.GIT_COMMON_DIR);
  const pointer = await readFile(join(gitDir, 'commondir'), 'utf8').catch(() => '');
  return pointer === '' ? gitDir : resolve(gitDir, pointer.replace(/\r?\n$/, ''));
}

/**
 * What all work trees share, found without git: only where the folder is the top of a work tree, or a git directory, or
 * GIT_DIR says it. @returns undefined where git has to be asked
 */
export async function commonDirectoryHere(folder: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  try {
    const gitDir = env.GIT_DIR
      ? await gitDirectoryAt(resolve(folder, env.GIT_DIR))
      : (await gitDirectoryOf(folder))?.gitDir;
    return gitDir && (await commonDirectoryOf(gitDir, folder, env));
  } catch (error) {
    if (error instanceof UnleakError) return undefined;
    throw error;
  }
}

/** What is at a path, links followed. */
async function kind(path: string): Promise<'file' | 'folder' | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile()) return 'file';
  return found?.isDirectory() ? 'folder' : undefined;
}

export const notARepository = (): UnleakError =>
  new UnleakError(
    'not-a-repository',
    'This folder is not in a git repository.',
    'Run unleak inside a repository, or name the files to scan: unleak scan <path>.',
  );

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
