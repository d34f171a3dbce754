import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { orIoFailure } from './io-failure.ts';

/** A pack that git can see. */
export interface FinishedPack {
  /** Paths of the two files. */
  readonly pack: string;
  readonly index: string;
  readonly objects: number;
  /** Length of the pack. */
  readonly bytes: number;
}

/**
 * Writes the index, and gives both files the names that git knows; the index is last, since git sees a pack by it.
 * @param folder objects/pack
 * @param temporary path of the pack, which is complete and on the disk
 * @param index what the index holds
 * @param hash hex; git names packs after their last bytes
 * @throws UnleakError `io`: then neither file has its name
 */
export function publishPack(
  folder: string,
  temporary: string,
  index: Uint8Array,
  hash: string,
): Pick<FinishedPack, 'index' | 'pack'> {
  const names = { pack: join(folder, `pack-${hash}.pack`), index: join(folder, `pack-${hash}.idx`) };
  const temporaryIndex = temporary.replace(/tmp_pack_(?=[^/\\]*$)/, 'tmp_idx_');
  const made = [temporaryIndex];
  const give = (from: string, name: string): void => {
    // What has the name already holds the same objects, and is in use.
    if (!existsSync(name)) made.push(name);
    renameSync(from, name);
  };
  try {
    orIoFailure(names.index, () => {
      writeFileSync(temporaryIndex, index, { flag: 'wx', mode: 0o444, flush: true });
      give(temporary, names.pack);
      give(temporaryIndex, names.index);
      syncFolder(folder);
    });
  } catch (error) {
    for (const file of made.reverse()) rmSync(file, { force: true });
    throw error;
  }
  return names;
}

/** Makes the disk keep the names. Windows does so by itself, and opens no folders. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
