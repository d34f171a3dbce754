import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isSystemError } from '../../../git/pack/unusable.ts';
import { readPlain } from './plain-file.ts';
import { userKey } from './user-key.ts';

/** Bytes; what is larger is neither written nor read. */
const LARGEST = 64 * 1024 * 1024;
const SEAL_BYTES = 32;
const DRAFT = 'draft-';
const DAY_MS = 24 * 60 * 60 * 1000;
/** Bytes that are left of what nobody has asked for in the latest run. */
const MOST_IDLE = 50 * 1024 * 1024;

/** What a file holds: JSON, followed by its HMAC-SHA-256 under the user's key. */
interface Content {
  /** What the value was made from: for anything else it says nothing. */
  readonly key: string;
  readonly value: unknown;
}

/**
 * Values in files below a git directory, in `unleak/cache`, that nobody but this user has written. A file that is damaged,
 * foreign or out of reach is as none; no call fails.
 */
export class SealedFiles {
  readonly #folders: readonly [string, string];
  readonly #seal: Buffer;

  private constructor(gitDirectory: string, seal: Buffer) {
    const own = join(gitDirectory, 'unleak');
    this.#folders = [own, join(own, 'cache')];
    this.#seal = seal;
  }

  /** @returns undefined where the user can have no key */
  static open(gitDirectory: string): SealedFiles | undefined {
    const seal = userKey();
    return seal && new SealedFiles(gitDirectory, seal);
  }

  /** The value that was written under this name for this key. */
  read(name: string, key: string): unknown {
    return unlessRefused(() => {
      if (!this.#areFolders()) return undefined;
      const file = readPlain(join(this.#folders[1], name), LARGEST);
      const content = file && this.#unseal(file.bytes);
      return content?.key === key ? content.value : undefined;
    });
  }

  /** Whoever reads meanwhile sees the file as it was or as it is now. @param value plain JSON, without any secret */
  write(name: string, key: string, value: unknown): void {
    const bytes = this.#sealed({ key, value });
    if (bytes.length > LARGEST) return;
    unlessRefused(() => {
      if (!this.#folders.every(makeFolder)) return;
      const draft = join(this.#folders[1], `${DRAFT}${randomBytes(8).toString('hex')}`);
      try {
        writeFileSync(draft, bytes, { flag: 'wx', mode: 0o600 });
        renameSync(draft, join(this.#folders[1], name));
      } finally {
        rmSync(draft, { force: true });
      }
    });
  }

  /** Removes what dead runs have left, and the oldest of what begins with a prefix and is not among those in use. */
  tidy(prefix: string, inUse: ReadonlySet<string>): void {
    unlessRefused(() => {
      if (!this.#areFolders()) return;
      const names = readdirSync(this.#folders[1]);
      const dead = this.#aged(names.filter((name) => name.startsWith(DRAFT))).filter(({ age }) => age > DAY_MS);
      const idle = this.#aged(names.filter((name) => name.startsWith(prefix) && !inUse.has(name)));
      let kept = 0;
      const surplus = idle.filter(({ size }) => (kept += size) > MOST_IDLE);
      for (const { file } of [...dead, ...surplus]) rmSync(file, { force: true });
    });
  }

  /** The regular files of these names, the youngest first; age in milliseconds. */
  #aged(names: readonly string[]): { file: string; size: number; age: number }[] {
    const now = Date.now();
    return names
      .flatMap((name) => {
        const file = join(this.#folders[1], name);
        const stats = lstatSync(file, { throwIfNoEntry: false });
        return stats?.isFile() ? { file, size: stats.size, age: now - stats.mtimeMs } : [];
      })
      .sort((a, b) => a.age - b.age);
  }

  /** A link in the way could lead anywhere. */
  #areFolders(): boolean {
    return this.#folders.every(isFolder);
  }

  #sealed(content: Content): Buffer {
    const bytes = Buffer.from(JSON.stringify(content));
    return Buffer.concat([bytes, this.#sealOf(bytes)]);
  }

  #unseal(bytes: Buffer): Content | undefined {
    const end = bytes.length - SEAL_BYTES;
    if (end < 0) return undefined;
    const content = bytes.subarray(0, end);
    return timingSafeEqual(bytes.subarray(end), this.#sealOf(content)) ? JSON.parse(content.toString()) : undefined;
  }

  #sealOf(content: Buffer): Buffer {
    return createHmac('sha256', this.#seal).update(content).digest();
  }
}

const isFolder = (folder: string): boolean => lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** @returns whether there is a folder of this name now */
function makeFolder(folder: string): boolean {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (!(isSystemError(error) && error.code === 'EEXIST')) throw error;
  }
  return isFolder(folder);
}

/** What the file system refuses is not done. */
function unlessRefused<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
}
