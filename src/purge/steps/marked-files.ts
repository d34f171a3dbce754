import { existsSync, lstatSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { PathBytes } from '../../domain/blob.ts';
import type { RepositoryLayout } from '../../git/refs/layout.ts';
import type { Cleaner } from '../clean/cleaner.ts';
import { lookAtFile } from '../prove/look-at-file.ts';
import type { FileHolder, Proof } from '../prove/proof.ts';
import { Teller } from '../prove/teller.ts';
import { below } from '../safety/durable.ts';
import { gitWithIndex, nulSeparated, type WorktreeAt } from '../safety/worktree-git.ts';

const MARKED =
  'It is checked out and marked assume-unchanged or skip-worktree, so it was left as it is, and it holds the text that was to go: take it out there, then finish again.';

/** Adds to a proof what checked-out files hold that the purge left as they are, since they are marked to be left alone. */
export async function withMarkedFiles(proof: Proof, layout: RepositoryLayout, cleaner: Cleaner): Promise<Proof> {
  const teller = new Teller(cleaner);
  const held: FileHolder[] = [];
  for (const tree of layout.worktrees) {
    if (tree.path === undefined || !existsSync(join(tree.gitDirectory, 'index')) || !existsSync(tree.path)) continue;
    held.push(...(await markedHolders({ ...tree, path: tree.path }, teller)));
  }
  return held.length === 0 ? proof : { ...proof, clean: false, files: [...proof.files, ...held] };
}

async function markedHolders(tree: WorktreeAt, teller: Teller): Promise<FileHolder[]> {
  // H path␀: S means skipped, a small letter assumed to be unchanged
  const args = ['ls-files', '-z', '-v', '--full-name'];
  const listed = nulSeparated(await gitWithIndex(tree, join(tree.gitDirectory, 'index'), args));
  const marked = listed.filter((line) => /^(?:[a-z]|S) /.test(line)).map((line) => line.slice(2));
  const held: FileHolder[] = [];
  for (const path of marked)
    if (await tells(tree.path, path, teller)) held.push({ path: teller.shown(below(tree.path, path)), why: MARKED });
  return held;
}

async function tells(top: string, path: PathBytes, teller: Teller): Promise<boolean> {
  const file = below(top, path);
  const stat = lstatSync(file, { throwIfNoEntry: false });
  if (stat?.isSymbolicLink()) return teller.file(readlinkSync(file, 'buffer'));
  return stat?.isFile() === true && (await lookAtFile(file, teller)) === 'tells';
}
