import { type BigIntStats, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Unreadable, withAlternates } from '../../../git/pack/alternates.ts';
import { listFolder } from '../../../git/pack/list-folder.ts';
import { isSystemError } from '../../../git/pack/unusable.ts';
import { digestOf } from './digest.ts';

/** What the file system says of a pack. */
export interface PackStamp {
  /** Changes with its name, its size, and all that is known of its index. */
  readonly identity: string;
  /** When it was last changed, or touched: git does that where it was to write an object that is in the pack already. */
  readonly times: string;
}

/** What folders of objects held at one moment, told without reading a pack. */
export interface Snapshot {
  /** By a pack's absolute path. */
  readonly packs: ReadonlyMap<string, PackStamp>;
  /** Changes with any pack, index or loose object. */
  readonly digest: string;
}

/** @param folders of objects; their alternates are looked at too @returns undefined where something can't be looked at */
export function takeSnapshot(folders: readonly string[]): Snapshot | undefined {
  const unreadable: Unreadable[] = [];
  try {
    const taken = withAlternates(folders, unreadable).map((folder) => lookAt(folder, unreadable));
    if (unreadable.length > 0) return undefined;
    return {
      packs: new Map(taken.flatMap(({ packs }) => packs)),
      digest: digestOf(taken.flatMap(({ lines }) => [String(lines.length), ...lines])),
    };
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
}

interface FolderLook {
  readonly packs: readonly (readonly [string, PackStamp])[];
  readonly lines: readonly string[];
}

function lookAt(folder: string, unreadable: Unreadable[]): FolderLook {
  const packFolder = join(folder, 'pack');
  const names = listFolder(packFolder, unreadable).filter((name) => OF_PACKS.test(name));
  const lines = new Map(names.map((name) => [name, lineOf(packFolder, name)]));
  const packs = names
    .filter((name) => name.endsWith('.pack'))
    .map((name) => {
      const index = lines.get(name.replace(/pack$/, 'idx')) ?? lines.get(MULTI_INDEX) ?? '';
      return [join(packFolder, name), stampOf(lines.get(name)!, index)] as const;
    });
  return { packs, lines: [...lines.values(), ...looseLines(folder, unreadable)] };
}

function stampOf(line: string, index: string): PackStamp {
  const [name = '', size = '', ...times] = line.split(' ');
  return { identity: digestOf([name, size, index]), times: times.join(' ') };
}

const MULTI_INDEX = 'multi-pack-index';
const OF_PACKS = /\.(?:pack|idx|promisor)$|^multi-pack-index$/;

function looseLines(folder: string, unreadable: Unreadable[]): string[] {
  return listFolder(folder, unreadable)
    .filter((first) => /^[0-9a-f]{2}$/.test(first))
    .flatMap((first) => {
      const below = join(folder, first);
      return listFolder(below, unreadable).map((name) => first + lineOf(below, name));
    });
}

/**
 * Who brings a repository in an archive chooses names, sizes and dates of modification, but not when the file's entry was
 * last changed here.
 */
function lineOf(folder: string, name: string): string {
  const { size, mtimeNs, ctimeNs }: BigIntStats = statSync(join(folder, name), { bigint: true });
  return `${name} ${size} ${mtimeNs} ${ctimeNs}`;
}
