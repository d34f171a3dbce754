import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { UnleakError } from '../../domain/unleak-error.ts';
import { writeWhole } from './durable.ts';
import { startOf } from './process-start.ts';

/** The process that purges. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  /** When the process started, where that can be told: pids are used again. */
  readonly start: string;
  readonly token: string;
}

/** `<common>/unleak/purge.lock`: one purge, undo or finish at a time. */
export class PurgeLock {
  readonly #file: string;
  readonly #token: string;

  private constructor(file: string, token: string) {
    this.#file = file;
    this.#token = token;
  }

  /** @throws UnleakError when another process holds it and still runs, or may */
  static take(commonDirectory: string): PurgeLock {
    const file = join(commonDirectory, 'unleak', 'purge.lock');
    // Others may have to read it: a server's hooks look into its block list.
    mkdirSync(join(commonDirectory, 'unleak'), { recursive: true });
    const token = randomBytes(8).toString('hex');
    const holder: Holder = { pid: process.pid, host: hostname(), start: startOf(process.pid) ?? '', token };
    if (!create(file, holder)) {
      setAside(file);
      if (!create(file, holder)) throw taken(readHolder(file));
    }
    return new PurgeLock(file, token);
  }

  /** @throws UnleakError when the lock is no longer ours */
  check(): void {
    if (readHolder(this.#file)?.token !== this.#token) throw taken(readHolder(this.#file));
  }

  release(): void {
    if (readHolder(this.#file)?.token === this.#token) rmSync(this.#file, { force: true });
  }
}

/** Who holds the lock and still runs, or may; undefined: nobody. */
export function lockHolder(commonDirectory: string): Holder | undefined {
  const holder = readHolder(join(commonDirectory, 'unleak', 'purge.lock'));
  return holder && mayRun(holder) ? holder : undefined;
}

/** Whether another process purges. */
export function isHeldByOther(commonDirectory: string): boolean {
  const holder = lockHolder(commonDirectory);
  return holder !== undefined && holder.pid !== process.pid;
}

/** The file appears whole or not at all, so nobody ever reads half of a holder. */
function create(file: string, holder: Holder): boolean {
  const draft = `${file}.${holder.token}`;
  const handle = openSync(draft, 'wx', 0o600);
  try {
    writeWhole(handle, Buffer.from(JSON.stringify(holder)));
    fsyncSync(handle);
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    closeSync(handle);
    rmSync(draft, { force: true });
  }
}

/** Takes the lock of a process that is gone out of the way; one that was taken anew meanwhile is put back. */
function setAside(file: string): void {
  const stale = readHolder(file);
  if (stale && mayRun(stale)) throw taken(stale);
  const aside = `${file}.stale-${randomBytes(8).toString('hex')}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (readHolder(aside)?.token !== stale?.token) linkSync(aside, file);
  rmSync(aside, { force: true });
}

function readHolder(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

/** On another machine (a shared file system) it can't be told. */
function mayRun(holder: Holder): boolean {
  if (holder.host !== hostname()) return true;
  const start = startOf(holder.pid);
  return start !== undefined && (start === '' || holder.start === '' || start === holder.start);
}

/** Who purges here, and what to do about it. */
export function heldBy({ pid, host }: Pick<Holder, 'pid' | 'host'>): {
  readonly message: string;
  readonly wayOut: string;
} {
  return {
    message: `Another purge works on this repository (process ${pid} on ${host}).`,
    wayOut: `Wait until it has ended (ps -p ${pid} shows it). If that machine or process is gone for good, remove \`unleak/purge.lock\` in the git directory, then go on with unleak purge --resume or --undo.`,
  };
}

function taken(holder: Holder | undefined): UnleakError {
  // It ended this very moment.
  if (!holder) return new UnleakError('git-failed', 'Another purge worked on this repository until now.', 'Try again.');
  const { message, wayOut } = heldBy(holder);
  return new UnleakError('git-failed', message, wayOut);
}
