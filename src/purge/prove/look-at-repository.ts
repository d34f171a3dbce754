import { join } from 'node:path';
import { UnleakError } from '../../domain/unleak-error.ts';
import type { LiteralOptions } from '../../gate/history/literals/find-literals.ts';
import { GitProgram } from '../../git/git-program.ts';
import type { Cleans } from '../find/cleans.ts';
import type { Found } from '../find/found.ts';
import type { Gathered } from './gathered.ts';
import type { FolderEntry } from './git-folder.ts';
import { type FolderParts, lookAtFolder } from './look-at-folder.ts';
import { lookAtObjects } from './look-at-objects.ts';
import { refNames } from './ref-names.ts';

/** What a repository is looked at with. */
export interface RepositoryParts extends FolderParts, LiteralOptions {
  readonly cleaner: Cleans;
  /** Told what was looked at in the repositories inside. */
  count(objects: number, bytes: number): void;
}

/** Looks at all below a git directory but its own objects: files, names, refs, and the repositories in it, objects and all. */
export async function lookAtRepository(gitDirectory: string, parts: RepositoryParts): Promise<void> {
  const inner = await lookAtFolder(gitDirectory, parts);
  await lookAtRefs(gitDirectory, parts.gathered);
  for (const entry of inner) await lookAtInner(entry, parts);
}

async function lookAtRefs(gitDirectory: string, gathered: Gathered): Promise<void> {
  try {
    for (const name of await refNames(gitDirectory)) gathered.name(name);
  } catch (error) {
    if (!(error instanceof UnleakError)) throw error;
    gathered.left(Buffer.from('refs'), `Git could not list the refs. ${error.hint}`);
  }
}

async function lookAtInner({ file, path }: FolderEntry, parts: RepositoryParts): Promise<void> {
  const folder = file.toString();
  const gathered = parts.gathered.inside(path);
  const found = await lookAtObjects([join(folder, 'objects')], new GitProgram(folder), { ...parts, gathered });
  parts.count(found.objects, found.bytes);
  const holders = idsOf(found).length;
  if (holders > 0) parts.gathered.file(path, `It is a repository of its own, of whose objects ${holders} hold it.`);
  for (const { oid, why } of found.unread) gathered.left(Buffer.from(`objects: ${oid}`), why);
  await lookAtRepository(folder, { ...parts, gathered });
}

/** All objects that hold a target. */
export const idsOf = ({ blobs, commits, tags, trees }: Found): string[] => [...blobs, ...commits, ...tags, ...trees];
