import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PathBytes } from '../../domain/blob.ts';
import { type ReflogRewriting, replaceIds, rewriteReflog } from '../../git/refs/reflog.ts';
import { below, sync, writeDurably } from './durable.ts';
import { walkFiles } from './walk-files.ts';

/**
 * A file of the git directory as it will be. Made before any ref moves: a purge that is taken up again, perhaps by somebody else, knows
 * no secret to look for.
 */
export interface PreparedFile {
  /** Below the common git directory. */
  readonly path: PathBytes;
  readonly isLog: boolean;
  /** SHA-256 in hex of what it was, and how many bytes. */
  readonly old: { readonly sum: string; readonly size: number };
  readonly new: Buffer;
}

interface Listed {
  readonly path: PathBytes;
  readonly isLog: boolean;
  readonly old: PreparedFile['old'];
  /** Where its new bytes stand in the file beside. */
  readonly start: number;
  readonly end: number;
}

const LIST = 'files.json';
const BYTES = 'files.bin';
const LOG = /^(?:worktrees\/[^/]+\/)?logs\//;

/**
 * What else than logs holds ids or texts: FETCH_HEAD, ORIG_HEAD, COMMIT_EDITMSG and their like, what git gui and gitk keep, and the
 * conflicts that `git rerere` remembers. HEAD is a ref; config and hooks are the user's.
 */
const OTHER =
  /^(?:worktrees\/[^/]+\/)?(?:(?!HEAD$)[A-Z][A-Z_]*|description|gc\.log|gitk\.cache)$|^info\/refs$|^(?:worktrees\/[^/]+\/)?rr-cache\//;

const SKIPPED = /^(?:objects|modules|unleak|lfs|refs|hooks)(?:\/|$)|\.lock$/;

/** The files below a git directory that are rewritten if they have to be: read as a whole. */
export function* rewritable(commonDirectory: string): Generator<PathBytes> {
  for (const { path, kind } of walkFiles(commonDirectory, (path) => !SKIPPED.test(path)))
    if (kind === 'file' && (LOG.test(path) || OTHER.test(path))) yield path;
}

/** Rewrites every reflog, and every other file that changes thereby, and keeps them on disk in `folder`. */
export function prepareFiles(commonDirectory: string, folder: string, rewriting: ReflogRewriting): void {
  const prepared: PreparedFile[] = [];
  for (const path of rewritable(commonDirectory)) {
    const bytes = readFileSync(below(commonDirectory, path));
    const isLog = LOG.test(path);
    const rewritten = isLog ? rewriteReflog(bytes, rewriting) : rewriteText(bytes, rewriting);
    // A log that stays as it is will still get entries of our move.
    if (isLog || !rewritten.equals(bytes)) prepared.push({ path, isLog, old: stateOf(bytes), new: rewritten });
  }
  save(folder, prepared);
}

function rewriteText(bytes: Buffer, { newOf, clean }: ReflogRewriting): Buffer {
  const text = Buffer.from(replaceIds(bytes.toString('latin1'), newOf), 'latin1');
  return clean(text) ?? text;
}

/** What a file is, to know it again. */
export const stateOf = (bytes: Uint8Array): PreparedFile['old'] => ({
  sum: createHash('sha256').update(bytes).digest('hex'),
  size: bytes.length,
});

function save(folder: string, prepared: readonly PreparedFile[]): void {
  let end = 0;
  const list: Listed[] = prepared.map(({ path, isLog, old, new: bytes }) => {
    const start = end;
    end += bytes.length;
    return { path, isLog, old, start, end };
  });
  const draft = join(folder, 'draft');
  writeDurably(join(folder, BYTES), Buffer.concat(prepared.map((file) => file.new)), draft);
  writeDurably(join(folder, LIST), JSON.stringify(list), draft);
  sync(folder);
}

/** What `prepareFiles` kept. */
export function preparedFiles(folder: string): PreparedFile[] {
  const list = JSON.parse(readFileSync(join(folder, LIST), 'utf8')) as Listed[];
  const bytes = readFileSync(join(folder, BYTES));
  return list.map(({ path, isLog, old, start, end }) => ({ path, isLog, old, new: bytes.subarray(start, end) }));
}
