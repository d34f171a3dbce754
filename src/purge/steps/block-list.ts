import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Oid } from '../../domain/blob.ts';
import { addPurgedObjects, removePurgedObjects } from '../../gate/purged/add-purged-objects.ts';
import type { RepositoryLayout } from '../../git/refs/layout.ts';
import type { Receipt } from '../receipt/receipt.ts';
import type { Rewritten } from '../rewrite/request.ts';
import type { Survey } from './survey.ts';

const FILE = 'blocked-objects';

/**
 * The objects that no push may bring back: what held it, what was removed, and the first commits that changed. Whoever pushes the old
 * history pushes some of these; all of its objects would be a list of megabytes that every push has to be held against.
 */
export function blockedOf({ found }: Survey, { map, firstChanged }: Rewritten, gone: readonly Oid[]): Oid[] {
  const removed = [...map.entries()].filter(([, to]) => to === null).map(([from]) => from);
  const held = [...found.blobs, ...found.commits, ...found.tags, ...found.trees];
  return [...new Set([...held, ...removed, ...gone, ...firstChanged])];
}

/** Keeps the list with the purge, so that it can be taken back. */
export const keepBlocked = (folder: string, oids: readonly Oid[]): void =>
  writeFileSync(join(folder, FILE), oids.map((oid) => `${oid}\n`).join(''));

/** Makes the hooks refuse what was purged. */
export const block = ({ commonDirectory }: RepositoryLayout, folder: string, { begun }: Pick<Receipt, 'begun'>): void =>
  addPurgedObjects(commonDirectory, readBlocked(folder), new Date(begun));

/** Makes the hooks take it again: the purge was taken back. */
export const unblock = ({ commonDirectory }: RepositoryLayout, folder: string): void =>
  removePurgedObjects(commonDirectory, readBlocked(folder));

function readBlocked(folder: string): Oid[] {
  const file = join(folder, FILE);
  return existsSync(file) ? readFileSync(file, 'latin1').split('\n').filter(Boolean) : [];
}
