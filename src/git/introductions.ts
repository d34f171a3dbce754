import type { Oid } from '../domain/blob.ts';
import { UnleakError } from '../domain/unleak-error.ts';
import { feed } from './feed.ts';
import { parseRawDiff } from './parse-raw-diff.ts';
import { type GitOptions, startGit } from './process.ts';
import type { Introduction } from './repository.ts';
import { NO_RENAMES, RENAMES } from './staged-changes.ts';

// A dozen small trees can name one blob at ten billion paths; the histories of the largest projects stay far below these.
const MOST_RECORDS = 50_000_000;
const MOST_INTRODUCTIONS = 200_000;

/**
 * Where blobs came into commits, by `git diff-tree`, and what stood at the same place, or at the file's former one, before.
 * @throws UnleakError `unsupported` where there are too many places to list
 */
export async function introductionsOf(
  options: GitOptions,
  commits: readonly Oid[],
  blobs: ReadonlySet<Oid>,
): Promise<Introduction[]> {
  const { found, adding } = await compared(options, commits, blobs, NO_RENAMES);
  // Looking for renames, git holds all that a commit changes before it says a word: only where a parent lacks a path.
  if (adding.size === 0) return found;
  const { found: renamed } = await compared(options, [...adding], blobs, RENAMES).catch(withoutContents);
  const formers = new Map(renamed.map((one) => [`${one.commit} ${one.path}`, one]));
  return found.map((one) => formers.get(`${one.commit} ${one.path}`) ?? one);
}

interface Compared {
  readonly found: Introduction[];
  /** The commits that have a blob at a path that one of their parents lacks. */
  readonly adding: ReadonlySet<Oid>;
}

/** The places at which commits have the blobs and their parents do not. @param renames options of `git diff-tree` */
async function compared(
  options: GitOptions,
  commits: readonly Oid[],
  blobs: ReadonlySet<Oid>,
  renames: readonly string[],
): Promise<Compared> {
  const git = startGit(
    ['diff-tree', '--stdin', '-r', '-z', '-c', '--root', '--raw', '--no-abbrev', ...renames],
    options,
  );
  const feeding = feed(commits, git.stdin);
  feeding.catch(() => {});
  const found: Introduction[] = [];
  const adding = new Set<Oid>();
  let commit = '';
  let records = 0;
  try {
    for await (const record of parseRawDiff(git.stdout)) {
      if (++records > MOST_RECORDS || found.length > MOST_INTRODUCTIONS) throw tooManyPaths();
      if ('commit' in record) commit = record.commit;
      else if (blobs.has(record.oid)) {
        const { status, ...change } = record;
        found.push({ commit, ...change });
        if (status.includes('A')) adding.add(commit);
      }
    }
    await Promise.all([feeding, git.done]);
  } finally {
    git.kill();
  }
  return { found, adding };
}

/** Comparing files reads blobs, which a partial clone may lack; without that a renamed file counts as new. */
function withoutContents(error: unknown): Compared {
  if (error instanceof UnleakError && (error.code === 'object-missing' || error.code === 'object-corrupt'))
    return { found: [], adding: new Set() };
  throw error;
}

const tooManyPaths = (): UnleakError =>
  new UnleakError('unsupported', 'What was found stands at too many paths to list.', 'Scan a smaller range.');
