import { readFile } from 'node:fs/promises';
import type { PromiseFsClient } from 'isomorphic-git';
import { checkDeltaChains } from './delta-chains.ts';
import type { ObjectInventory } from './object-inventory.ts';

/** The git directory that isomorphic-git is told of; it exists in the overlay only. */
export const OVERLAY_GIT_DIRECTORY = '/unleak.git';

const PACKS = `${OVERLAY_GIT_DIRECTORY}/objects/pack`;

/**
 * The file system that isomorphic-git sees: one `objects` folder, where there may be several (alternates, a server's
 * quarantine, a linked worktree's common directory), and nothing else. Nothing can be written.
 * Contract: https://isomorphic-git.org/docs/en/fs
 */
export function overlayFs(inventory: ObjectInventory): PromiseFsClient {
  const readOnly = async (): Promise<never> => {
    throw Object.assign(new Error('read-only file system'), { code: 'EROFS' });
  };
  const nothing = async (path: string): Promise<never> => {
    throw notFound(path);
  };
  const promises = {
    // Called once without a path, to see whether it gives a promise.
    readFile: async (path?: string) => readObjectFile(inventory, path ?? ''),
    readdir: async (path: string) =>
      path === PACKS ? [...inventory.packs.keys()].map((stem) => `${stem}.idx`) : nothing(path),
    stat: nothing,
    lstat: nothing,
    readlink: nothing,
    writeFile: readOnly,
    unlink: readOnly,
    mkdir: readOnly,
    rmdir: readOnly,
    symlink: readOnly,
  };
  return { promises };
}

async function readObjectFile(inventory: ObjectInventory, path: string): Promise<Buffer> {
  const inPack = /\/objects\/pack\/([^/]+)\.(idx|pack)$/.exec(path);
  const pack = inPack ? inventory.packs.get(inPack[1]!) : undefined;
  if (pack && inPack) {
    const bytes = await readFile(`${pack.base}.${inPack[2]}`);
    if (inPack[2] === 'pack') checkDeltaChains(bytes, pack.index);
    return bytes;
  }
  const loose = /\/objects\/([0-9a-f]{2})\/([0-9a-f]{38})$/.exec(path);
  const file = loose ? inventory.looseFile(loose[1]! + loose[2]!) : undefined;
  if (file === undefined) throw notFound(path);
  return readFile(file);
}

const notFound = (path: string): Error =>
  Object.assign(new Error(`no such file in the overlay: ${path}`), { code: 'ENOENT' });
