import { promises as fs } from 'node:fs';
import { resolve as resolvePath } from 'node:path';
import type { Oid, PathBytes } from '../domain/blob.ts';
import { UnleakError } from '../domain/unleak-error.ts';
import { checkOid } from './check-oid.ts';
import { joinFormers } from './join-formers.ts';
import { mergeHeadsFromEnvironment } from './merge-heads.ts';
import { isZero, parseRawDiff, type RawChange } from './parse-raw-diff.ts';
import { type GitOptions, runGit, startGit } from './process.ts';
import type { Former, StagedEntry } from './repository.ts';

// Renames are looked for only where a finding needs its past, and not beyond this many files in one commit.
export const RENAMES = ['-M', '-l400'];
export const NO_RENAMES = ['--no-renames'];

/** What the index holds that HEAD does not. */
export async function stagedEntries(options: GitOptions): Promise<StagedEntry[]> {
  const changes = await stagedChanges(options, 'HEAD', NO_RENAMES).catch(async (error: unknown) => {
    // Before the first commit there is no HEAD to compare with; asking first would cost every hook a process.
    if (!(error instanceof UnleakError && error.code === 'unknown-revision')) throw error;
    return stagedChanges(options, await emptyTree(options), NO_RENAMES);
  });
  const unmerged = changes.some((change) => change.status === 'U') ? await unmergedStages(options) : [];
  return [...changes.filter((change) => !isZero(change.oid)), ...unmerged];
}

/** What the parents of the commit being made hold at these paths, or at the paths they were renamed from. */
export async function stagedBefore(
  options: GitOptions,
  paths: ReadonlySet<PathBytes>,
): Promise<Map<PathBytes, Former>> {
  const found = new Map<PathBytes, Former>();
  for (const parent of await parentsOfNext(options)) {
    const changed = new Map<PathBytes, RawChange>();
    for (const change of await stagedChanges(options, parent, RENAMES)) changed.set(change.path, change);
    const unchanged = new Set([...paths].filter((path) => !changed.has(path)));
    const same = unchanged.size > 0 ? await treeEntries(options, parent, unchanged) : new Map<PathBytes, Oid>();
    for (const path of paths) {
      const { before, movedFrom } = changed.get(path) ?? { before: [same.get(path) ?? []].flat() };
      if (before.length > 0)
        found.set(path, joinFormers([found.get(path) ?? [], { before, ...(movedFrom && { movedFrom }) }].flat()));
    }
  }
  return found;
}

async function stagedChanges(options: GitOptions, against: string, renames: readonly string[]): Promise<RawChange[]> {
  // Intent-to-add entries (`git add -N`) have no content yet; without the option they come as empty files.
  const args = ['--cached', '--ita-invisible-in-index', '--raw', '-z', '--no-abbrev', ...renames, against, '--'];
  const git = startGit(['diff-index', ...args], options);
  git.stdin.end();
  const changes: RawChange[] = [];
  for await (const record of parseRawDiff(git.stdout)) if (!('commit' in record)) changes.push(record);
  await git.done;
  return changes;
}

async function emptyTree(options: GitOptions): Promise<string> {
  return checkOid((await runGit(['hash-object', '-t', 'tree', '--stdin'], options)).toString('latin1').trim());
}

async function unmergedStages(options: GitOptions): Promise<StagedEntry[]> {
  // 100644 7898192… 2␉path␀
  const printed = await runGit(['ls-files', '--unmerged', '-z'], options);
  const entries = printed.toString('latin1').split('\0').filter(Boolean);
  return entries.map((entry) => {
    const [mode = '', oid = ''] = entry.split(' ');
    return { mode, oid, path: entry.slice(entry.indexOf('\t') + 1) };
  });
}

/** The parents that the commit being made will have. */
async function parentsOfNext(options: GitOptions): Promise<Oid[]> {
  const head = await runGit(['rev-parse', '--verify', '--quiet', 'HEAD'], { ...options, accept: [1] });
  const printed = await runGit(['rev-parse', '--git-path', 'MERGE_HEAD'], options);
  const file = resolvePath(options.cwd, printed.toString().replace(/\r?\n$/, ''));
  const merged = await fs.readFile(file, 'latin1').catch(() => '');
  const named = [...head.toString('latin1').split('\n'), ...merged.split('\n')].filter(Boolean);
  return [...new Set([...named, ...mergeHeadsFromEnvironment()])];
}

async function treeEntries(
  options: GitOptions,
  commit: Oid,
  paths: ReadonlySet<PathBytes>,
): Promise<Map<PathBytes, Oid>> {
  // 100644 blob 7898192…␉path␀
  const found = new Map<PathBytes, Oid>();
  const git = startGit(['ls-tree', '-r', '-z', '--full-tree', commit], options);
  git.stdin.end();
  let rest = '';
  for await (const chunk of git.stdout as AsyncIterable<Buffer>) {
    const entries = (rest + chunk.toString('latin1')).split('\0');
    rest = entries.pop() ?? '';
    for (const entry of entries) {
      const tab = entry.indexOf('\t');
      const path = entry.slice(tab + 1);
      if (paths.has(path)) found.set(path, entry.slice(0, tab).split(' ')[2] ?? '');
    }
  }
  await git.done;
  return found;
}
