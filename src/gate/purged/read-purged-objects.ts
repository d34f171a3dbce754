import { join } from 'node:path';
import { UnleakError } from '../../domain/unleak-error.ts';
import { readPlain } from '../history/cache/plain-file.ts';
import { PurgedObjects } from './purged-objects.ts';

/** The list's name below what all work trees share. */
export const PURGED_OBJECTS = 'unleak/purged-objects';

/** Bytes: 1.6 million ids of SHA-1. */
export const LARGEST_LIST = 64 * 1024 * 1024;

const NAME = `The list of purged objects (${PURGED_OBJECTS} in the git directory)`;

const RESTORE =
  'Put it right, or copy it from the repository in which the purge was made: while it is unknown what was purged, nothing passes.';

/**
 * Reads the list of purged objects, links not followed.
 * @param commonDirectory what all work trees share
 * @returns undefined where there is none
 * @throws UnleakError `config-unreadable` or `config-invalid`: a list that can't be read must not pass for an empty one
 */
export function readPurgedObjects(commonDirectory: string): PurgedObjects | undefined {
  const text = readList(join(commonDirectory, PURGED_OBJECTS));
  const purged = text && PurgedObjects.parse(text);
  if (typeof purged !== 'number') return purged;
  const why = 'is neither a full object id in lower-case hex nor a comment, or has no line end';
  throw new UnleakError('config-invalid', `${NAME} is damaged: line ${purged} ${why}.`, RESTORE);
}

function readList(file: string): Buffer | undefined {
  try {
    const found = readPlain(file, LARGEST_LIST);
    if (found) return found.bytes;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === undefined) throw cause;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    const hint = 'Let everybody who runs git here read the file and enter its folder (modes 644 and 755).';
    throw new UnleakError('config-unreadable', `${NAME} can't be read: the system refused (${code}).`, hint, { cause });
  }
  const why = 'it is no regular file (links are not followed), or larger than 64 MB';
  throw new UnleakError('config-unreadable', `${NAME} can't be read: ${why}.`, RESTORE);
}
