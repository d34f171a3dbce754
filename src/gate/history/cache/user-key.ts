import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, rmSync, type Stats, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { isSystemError } from '../../../git/pack/unusable.ts';
import { readPlain } from './plain-file.ts';

const KEY_BYTES = 32;

/**
 * The random key that tells this user's caches from those that came with somebody's repository. Made on first use, in the
 * folder for what programs remember: https://specifications.freedesktop.org/basedir-spec/latest/
 * @returns undefined where there can be none, and where others may know or have chosen the one that is there
 */
export function userKey(): Buffer | undefined {
  try {
    const file = join(stateFolder(), 'cache-key');
    return readKey(file) ?? makeKey(file);
  } catch (error) {
    if (error instanceof Refused || isSystemError(error)) return undefined;
    throw error;
  }
}

/** There is something in the key's place that is no key to rely on. */
class Refused extends Error {}

function stateFolder(): string {
  const { XDG_STATE_HOME: named = '' } = process.env;
  return join(isAbsolute(named) ? named : join(homedir(), '.local', 'state'), 'unleak');
}

/** @returns undefined where there is none yet @throws Refused, or the operating system's error */
function readKey(file: string): Buffer | undefined {
  try {
    const key = readPlain(file, KEY_BYTES);
    if (key?.bytes.length !== KEY_BYTES || !isPrivate(key.stats)) throw new Refused();
    return key.bytes;
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Where the system knows users: owned by this one, and closed to all others. */
const isPrivate = ({ uid, mode }: Stats): boolean =>
  process.getuid === undefined || (uid === process.getuid() && (mode & 0o077) === 0);

/** The key appears complete or not at all, and one that another run has just made stays. */
function makeKey(file: string): Buffer | undefined {
  const draft = `${file}.${randomBytes(8).toString('hex')}`;
  mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 });
  try {
    writeFileSync(draft, randomBytes(KEY_BYTES), { flag: 'wx', mode: 0o600 });
    linkSync(draft, file);
  } catch (error) {
    if (!(isSystemError(error) && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return readKey(file);
}
