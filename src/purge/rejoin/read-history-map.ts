import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Oid } from '../../domain/blob.ts';
import { UnleakError } from '../../domain/unleak-error.ts';
import type { HashLength } from '../../git/pack/ids.ts';
import { followedBy, HistoryMap, type MappedRef } from './history-map.ts';

/**
 * Reads what purges made of a history, in git-filter-repo's formats.
 * @param paths in the order of the purges: each a receipt's folder, or its `commit-map`; what lies beside it is read, too
 * @throws UnleakError `usage` for what is no such map, or one of another kind of ids
 */
export function readHistoryMap(paths: readonly string[], hashLength: HashLength): HistoryMap {
  return paths.map((path) => readOne(path, hashLength)).reduce(followedBy);
}

function readOne(path: string, hashLength: HashLength): HistoryMap {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  const file = isFolder ? join(path, 'commit-map') : path;
  const commits = readPairs(file, hashLength);
  if (commits === undefined) throw absent(path);
  const beside = (name: string): string => join(dirname(file), name);
  const isReceipt = basename(file) === 'commit-map';
  const refs = isReceipt ? readPairs(beside('ref-map'), hashLength) : undefined;
  const removed = isReceipt ? readPairs(beside('removed-blobs'), hashLength) : undefined;
  return new HistoryMap(
    hashLength,
    commits.map(({ old, now }) => [old, now]),
    refs && new Map(refs.map(({ old, now, name }): [string, MappedRef] => [name, { old, new: now }])),
    (removed ?? []).map(({ old }) => old),
  );
}

interface Line {
  readonly old: Oid;
  readonly now: Oid | null;
  /** Bytes as latin1. */
  readonly name: string;
}

// old                                      new␊<40 or 64 digits> <as many, or zeros: it is gone>[ ref]␊; removed-blobs has one id a line
const LINE = /^([0-9a-f]{40}|[0-9a-f]{64})(?: ([0-9a-f]{40}|[0-9a-f]{64})(?: (\S+))?)?$/;

/** @returns undefined where there is no such file */
function readPairs(file: string, hashLength: HashLength): Line[] | undefined {
  const text = readText(file);
  return text?.split('\n').flatMap((line, index): Line[] => {
    const trimmed = line.replace(/\r$/, '');
    if (trimmed === '' || (index === 0 && /^old +new/.test(trimmed))) return [];
    const [, old, now = '', name = ''] = LINE.exec(trimmed) ?? [];
    if (old === undefined) throw malformed(file, index + 1);
    if (old.length !== hashLength * 2) throw otherIds(file);
    return [{ old, now: /^0*$/.test(now) ? null : now, name }];
  });
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'latin1');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new UnleakError('io', `The map ${file} can't be read (${code}).`, 'Check its permissions.', { cause });
  }
}

const ASK =
  'Ask whoever purged for commit-map, ref-map and removed-blobs, which lie with the receipt in .git/unleak/purge-<time>; put them into a folder and name it: unleak rejoin --map FOLDER.';

/** Nobody said what became of the history. */
export const noMap = (): UnleakError =>
  new UnleakError('usage', 'rejoin needs to know what became of each commit: the map of the purge.', ASK);

const absent = (path: string): UnleakError => new UnleakError('usage', `There is no commit-map at ${path}.`, ASK);

const malformed = (file: string, line: number): UnleakError =>
  new UnleakError('usage', `Line ${line} of ${file} is not one of a map of ids.`, ASK);

const otherIds = (file: string): UnleakError =>
  new UnleakError('usage', `The ids in ${file} are of another hash than those of this repository.`, ASK);
