import { resolve } from 'node:path';
import { UnleakError } from '../domain/unleak-error.ts';
import { GitProgram } from './git-program.ts';
import { cutShort } from './lines.ts';
import { runGit } from './process.ts';
import type { Repository } from './repository.ts';

/** Which adapter to read git with; `auto` takes the git program where there is one. */
export type AdapterChoice = 'auto' | 'git' | 'isomorphic-git';

/** A repository and where it lies. */
export interface OpenedRepository {
  readonly repository: Repository;
  /** The work tree's top folder, or the git directory of a bare repository. */
  readonly topLevel: string;
  readonly bare: boolean;
}

/**
 * Opens the repository that holds `cwd`.
 * @throws UnleakError `not-a-repository`, `unsafe-repository`, or `git-missing` when `choice` is `git` and there is none
 */
export async function openRepository(cwd: string, choice: AdapterChoice = 'auto'): Promise<OpenedRepository> {
  if (choice === 'isomorphic-git') return openEmbedded(cwd);
  try {
    return await openWithGit(cwd);
  } catch (error) {
    if (choice === 'auto' && error instanceof UnleakError && error.code === 'git-missing') return openEmbedded(cwd);
    throw error;
  }
}

/**
 * The same without asking git anything: a hook is started by git in the work tree's top folder, or in the git directory
 * of a bare repository (https://git-scm.com/docs/githooks#_description), and each process costs it milliseconds.
 */
export function openInHook(cwd: string, bare: boolean): OpenedRepository {
  return { repository: new GitProgram(cwd), topLevel: cwd, bare };
}

async function openWithGit(cwd: string): Promise<OpenedRepository> {
  const printed = await runGit(['rev-parse', '--is-bare-repository', '--absolute-git-dir', '--is-inside-work-tree'], {
    cwd,
  });
  const [bare, gitDirectory = '', inside, end] = printed.toString().split(/\r?\n/);
  if (!/^(?:true|false) (?:true|false)$/.test(`${bare} ${inside}`) || gitDirectory === '' || end !== '')
    throw cutShort();
  if (bare === 'true' || inside !== 'true') {
    return { repository: new GitProgram(gitDirectory), topLevel: gitDirectory, bare: bare === 'true' };
  }
  const top = (await runGit(['rev-parse', '--show-toplevel'], { cwd })).toString().replace(/\r?\n$/, '');
  if (top === '') throw cutShort();
  return { repository: new GitProgram(top), topLevel: resolve(top), bare: false };
}

async function openEmbedded(cwd: string): Promise<OpenedRepository> {
  const { openIsomorphic } = await import('./isomorphic/open-isomorphic.ts');
  return openIsomorphic(cwd);
}
