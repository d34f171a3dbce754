import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { runGit } from '../../../git/process.ts';
import { gitAt } from '../../../git/refs/git-at.ts';
import type { RepositoryLayout } from '../../../git/refs/layout.ts';
import type { Refusal } from '../../plan/purge-plan.ts';

interface Sign {
  readonly code: string;
  /** Below the common git directory; it counts when it is not empty. */
  readonly file: string;
  readonly message: string;
  readonly wayOut: string;
}

const SIGNS: readonly Sign[] = [
  {
    code: 'shallow',
    file: 'shallow',
    message: 'This clone is shallow: the commits before its edge are not here, so they can’t be rewritten.',
    wayOut: 'Fetch the whole history first: git fetch --unshallow',
  },
  {
    code: 'alternates',
    file: 'objects/info/alternates',
    message:
      'This repository borrows objects from another one (objects/info/alternates), which a purge here would not clean.',
    wayOut: 'Copy them in first: git repack -a -d && rm .git/objects/info/alternates. Then purge the other one, too.',
  },
  {
    code: 'alternates',
    file: 'objects/info/http-alternates',
    message: 'This repository borrows objects from a server (objects/info/http-alternates).',
    wayOut: 'Purge a full clone of it instead.',
  },
  {
    code: 'grafts',
    file: 'info/grafts',
    message: 'This repository has grafts, which show a history that its objects don’t hold.',
    wayOut: 'Turn them into replace refs first: git replace --convert-graft-file',
  },
];

/** Objects that are elsewhere, or that git would keep whatever happens. */
export async function otherStores({ layout }: { readonly layout: RepositoryLayout }): Promise<Refusal[]> {
  const { commonDirectory } = layout;
  const shown = SIGNS.filter(({ file }) => sizeOf(join(commonDirectory, file)) > 0);
  const plain = shown.map(({ code, message, wayOut }) => ({ code, message, wayOut }));
  return [...plain, ...(await partial(commonDirectory)), ...kept(commonDirectory)];
}

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

/** Even one that has everything keeps promised objects in packs that git does not prune. */
async function partial(commonDirectory: string): Promise<Refusal[]> {
  const args = ['config', '--get-regexp', '^(extensions\\.partialclone|remote\\..*\\.promisor)$'];
  const configured = await runGit(args, { ...gitAt(commonDirectory), accept: [1] });
  if (configured.length === 0 && packFiles(commonDirectory, '.promisor').length === 0) return [];
  return [
    {
      code: 'partial',
      message:
        'This is a partial clone: objects that its remote promised may be missing, and git never prunes the others.',
      wayOut: 'Purge a full clone (git clone, without --filter), or work on a mirror: unleak purge --remote.',
    },
  ];
}

function kept(commonDirectory: string): Refusal[] {
  const names = packFiles(commonDirectory, '.keep');
  if (names.length === 0) return [];
  return [
    {
      code: 'keep',
      message: `${names.length === 1 ? 'A pack is' : `${names.length} packs are`} marked to be kept for good (${names[0]}), so what is purged would stay in it.`,
      wayOut:
        'If nothing else needs the mark (a fetch that was killed leaves one), remove the .keep file, then try again.',
    },
  ];
}

function packFiles(commonDirectory: string, ending: string): string[] {
  const folder = join(commonDirectory, 'objects', 'pack');
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(ending)) : [];
}
