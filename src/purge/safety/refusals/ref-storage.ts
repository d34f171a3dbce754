import { existsSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { runGit } from '../../../git/process.ts';
import { gitAt } from '../../../git/refs/git-at.ts';
import type { RepositoryLayout } from '../../../git/refs/layout.ts';
import type { Refusal } from '../../plan/purge-plan.ts';

// https://git-scm.com/docs/git-config#Documentation/git-config.txt-extensions (objectFormat is understood, the others change nothing here)
const KNOWN =
  /^extensions\.(?:noop|noop-v1|objectformat|worktreeconfig|preciousobjects|partialclone|relativeworktrees)$/;

/** Refs that are not files in the git directory itself: the copy, and the way back, would not hold them. */
export async function refStorage({ layout }: { readonly layout: RepositoryLayout }): Promise<Refusal[]> {
  const asked = ['config', '--name-only', '--get-regexp', '^extensions\\.'];
  const printed = await runGit(asked, { ...gitAt(layout.commonDirectory), accept: [1] });
  const names = printed.toString('latin1').split('\n').filter(Boolean);
  const reftable = existsSync(join(layout.commonDirectory, 'reftable')) || names.includes('extensions.refstorage');
  return [
    ...(reftable ? [REFTABLE] : []),
    ...((await isPrecious(layout)) ? [PRECIOUS] : []),
    ...names
      .filter((name) => !KNOWN.test(name) && name !== 'extensions.refstorage')
      .map((name) => ({
        code: 'extension',
        message: `This repository uses ${name}, which unleak does not know.`,
        wayOut: 'Purge a mirror of it instead: git clone --mirror . ../mirror.git, or unleak purge --remote.',
      })),
    ...linkedFolders(layout),
  ];
}

/** git deletes no object then, and `repack -a -d` fails: it would be seen only after everything else is done. */
async function isPrecious({ commonDirectory }: RepositoryLayout): Promise<boolean> {
  const asked = ['config', '--type=bool', 'extensions.preciousObjects'];
  return (await runGit(asked, { ...gitAt(commonDirectory), accept: [1] })).toString().trim() === 'true';
}

const PRECIOUS: Refusal = {
  code: 'precious-objects',
  message:
    'This repository keeps all of its objects for good (extensions.preciousObjects), mostly since others borrow them: what is purged would stay.',
  wayOut:
    'If nobody borrows from it (objects/info/alternates of other repositories), git config --unset extensions.preciousObjects; or work on a mirror: unleak purge --remote.',
};

const REFTABLE: Refusal = {
  code: 'reftable',
  message: 'This repository keeps its refs in the reftable format, which the backup and the way back don’t know yet.',
  wayOut: 'Convert them first (git refs migrate --ref-format=files), or purge a mirror: unleak purge --remote.',
};

/** `git-new-workdir` made symbolic links into another repository. */
function linkedFolders({ commonDirectory }: RepositoryLayout): Refusal[] {
  const parts = ['objects', 'refs', 'packed-refs', 'logs', 'worktrees', 'unleak'];
  const links = parts.filter((name) =>
    lstatSync(join(commonDirectory, name), { throwIfNoEntry: false })?.isSymbolicLink(),
  );
  if (links.length === 0) return [];
  return [
    {
      code: 'symbolic-links',
      message: `Parts of the git directory are symbolic links to another place: ${links.join(', ')}.`,
      wayOut: 'Purge the repository that they lead to, or a fresh clone of it.',
    },
  ];
}
