import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { inFile, inName, type Place, put, submodule } from './nasty-place.ts';

/** Names of refs, files and folders. */
export const NAMES: readonly Place[] = [
  {
    name: 'a branch',
    plant: (repo, text) => void repo.git('branch', `fix/${text}`),
    seen: inName(/^refs\/heads\/fix\/\*+$/),
  },
  {
    name: 'a packed tag',
    plant: (repo, text) => {
      repo.git('tag', `v-${text}`);
      repo.git('pack-refs', '--all');
    },
    seen: (proof) => [...inFile(/^packed-refs$/)(proof), ...inName(/^refs\/tags\/v-\*+$/)(proof)].slice(1),
  },
  {
    name: 'the default branch of a remote',
    plant: (repo, text) => void repo.git('symbolic-ref', 'refs/remotes/o/HEAD', `refs/remotes/o/${text}`),
    seen: inFile(/^refs\/remotes\/o\/HEAD$/),
  },
  {
    name: 'a branch that is not born',
    plant: (repo, text) => void repo.git('checkout', '-q', '--orphan', text),
    seen: inFile(/^HEAD$/),
  },
  {
    name: 'a work tree',
    plant: (repo, text) => void repo.git('worktree', 'add', '-q', '--detach', `../${text}`),
    seen: inName(/^worktrees\/\*+$/),
  },
  { name: 'a file of a hook', plant: (repo, text) => put(repo, `hooks/${text}`, ''), seen: inName(/^hooks\/\*+$/) },
  {
    name: 'a branch of a submodule',
    plant: (repo, text) => void submodule(repo).git('branch', text),
    seen: inName(/^modules\/sub\/refs\/heads\/\*+$/),
  },
  {
    name: 'what a link below the git directory says',
    plant: (repo, text) => symlinkSync(`/nowhere/${text}`, join(repo.path, '.git/hooks/post-merge')),
    seen: inName(/^\/nowhere\/\*+$/),
  },
];
