import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type OpenedRepository, openRepository } from '../../git/open-repository.ts';
import { runGit } from '../../git/process.ts';
import { gitAt } from '../../git/refs/git-at.ts';
import { type RepositoryLayout, readLayout } from '../../git/refs/layout.ts';
import { type RefState, readRefs } from '../../git/refs/read-refs.ts';
import type { PurgedRepository } from '../plan/purge-plan.ts';

/** The repository that a purge works on, and its refs as they are when it begins. */
export interface Subject {
  readonly opened: OpenedRepository;
  readonly layout: RepositoryLayout;
  readonly refs: readonly RefState[];
  readonly named: PurgedRepository;
}

/** @throws UnleakError where there is no repository, or it can't be read */
export async function openSubject(cwd: string): Promise<Subject> {
  const opened = await openRepository(cwd, 'git');
  const layout = await readLayout(cwd);
  const refs = await readRefs(layout);
  return { opened, layout, refs, named: await nameOf(layout) };
}

async function nameOf({ commonDirectory, worktrees }: RepositoryLayout): Promise<PurgedRepository> {
  const name = basename(worktrees[0]!.path ?? commonDirectory);
  const remotes = (await ask(commonDirectory, ['remote'])).split('\n').filter(Boolean);
  const remoteName = remotes.includes('origin') ? 'origin' : remotes[0];
  const repository = { name, gitDirectory: commonDirectory };
  if (remoteName === undefined) return repository;
  const url = await ask(commonDirectory, ['config', `remote.${remoteName}.url`]);
  return { ...repository, remoteName, remote: withoutPassword(url) };
}

/** `https://user:token@host/path` holds a secret of its own. */
const withoutPassword = (url: string): string => url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, '$1');

const ask = async (gitDirectory: string, args: readonly string[]): Promise<string> =>
  (await runGit(args, { ...gitAt(gitDirectory), accept: [1] })).toString().replace(/\r?\n$/, '');

/** Where the objects are. */
export const objectFolderOf = ({ commonDirectory }: RepositoryLayout): string => join(commonDirectory, 'objects');

/** Whether a file or folder is there. */
export const exists = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined;
