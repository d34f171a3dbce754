import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { below, sync } from './durable.ts';
import { linkOrCopy } from './file-lock.ts';
import { walkFiles } from './walk-files.ts';

// Bitmaps and lists of packs can be made again, and may contradict what is there by now.
const LEFT_OUT = /^info(?:\/|$)|multi-pack-index|\.bitmap$/;

/** Brings back every object that a repository has no more. Indexes come last: a pack is there for git when its index is. */
export function restoreObjects(backup: string, objects: string): void {
  const files = [...walkFiles(backup, (path) => !LEFT_OUT.test(path))].filter(({ kind }) => kind !== 'folder');
  const missing = files.map(({ path }) => path).filter((path) => !existsSync(below(objects, path)));
  const ordered = missing.sort((a, b) => Number(a.endsWith('.idx')) - Number(b.endsWith('.idx')));
  for (const path of ordered) restore(below(backup, path), below(objects, path), below(objects, dirname(path)));
}

function restore(from: Buffer, to: Buffer, folder: Buffer): void {
  mkdirSync(folder, { recursive: true });
  const draft = Buffer.concat([folder, Buffer.from(`/tmp_obj_unleak_${process.pid}`)]);
  rmSync(draft, { force: true });
  if (!linkOrCopy(from, draft)) sync(draft);
  renameSync(draft, to);
  sync(folder);
}
