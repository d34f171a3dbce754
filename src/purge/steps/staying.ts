import type { Oid, PathBytes } from '../../domain/blob.ts';
import { runGit } from '../../git/process.ts';
import { gitAt } from '../../git/refs/git-at.ts';
import { Core } from '../../wasm/core.ts';
import type { StayingPaths } from '../plan/make-plan.ts';
import { MOST_PATHS } from '../rewrite/changed-paths.ts';
import { dryRun } from '../rewrite/dry-run.ts';
import type { DryRun, TextCleaner } from '../rewrite/request.ts';
import { cleanPath } from '../rewrite/trees/clean-names.ts';
import { goesWithFolder } from './path-globs.ts';
import { NOTHING_FOUND, type Survey } from './survey.ts';

// Globs are held against the paths as they are.
const AS_IT_IS: TextCleaner = { clean: () => undefined };

/** A survey that notes which files and folders a dry run removes by their paths. */
export function noting(survey: Survey, matched: Set<PathBytes>): Survey {
  const { path: goes } = survey.remove;
  if (!goes) return survey;
  const path = (at: PathBytes): boolean => goes(at) && matched.add(at).size > 0;
  return { ...survey, remove: { ...survey.remove, path } };
}

/** The blobs that go by their paths. @param matched what `noting` noted */
export async function goneByPath(
  { remove }: Survey,
  { paths }: DryRun,
  matched: ReadonlySet<PathBytes>,
  gitDirectory: string,
): Promise<ReadonlySet<Oid>> {
  // Folders have no id.
  const files = paths.filter(({ oid, new: to }) => to === null && oid !== '');
  const folders = new Set(matched);
  for (const { path } of files) folders.delete(path);
  // A list that was cut short does not tell folders from files.
  if (paths.length >= MOST_PATHS) folders.clear();
  const all = [...files.map(({ oid }) => oid), ...(await blobsBelow(gitDirectory, folders))];
  return new Set(all.filter((oid) => !remove.blobs.has(oid)));
}

/**
 * What goes by its path and also stands at paths that no glob matches. For that the history is read once more, as if these blobs were
 * to go wherever they stand.
 */
export function stayingOf({ store, cleaner, tips, remove }: Survey, blobs: ReadonlySet<Oid>): StayingPaths {
  const { path: goes } = remove;
  if (!goes || blobs.size === 0) return { files: 0, paths: [] };
  const { paths } = dryRun({
    ...{ store, core: new Core(), found: NOTHING_FOUND, cleaner: AS_IT_IS },
    ...{ remove: { blobs }, notes: tips.notes, tips: tips.all },
  });
  const stays = paths.filter(({ path }) => !goesWithFolder(goes, path));
  return {
    files: new Set(stays.map(({ oid }) => oid)).size,
    paths: [...new Set(stays.map(({ path }) => cleanPath(cleaner, path)))],
  };
}

// git holds each entry of each tree against each of them: with hundreds it would take minutes.
const MOST_FOLDERS = 20;

/**
 * Every blob that ever stood below some folders, of which the first few are looked at: of one that goes as a whole a dry run does not tell
 * them.
 */
async function blobsBelow(gitDirectory: string, folders: ReadonlySet<PathBytes>): Promise<Oid[]> {
  const paths = [...folders].filter((path) => !path.includes('\n')).slice(0, MOST_FOLDERS);
  if (paths.length === 0) return [];
  const shown = ['--format=', '--raw', '--no-abbrev', '--no-renames', '--root', '-m', '-z'];
  const args = ['log', '--all', '--reflog', '--full-history', ...shown, '--stdin'];
  const printed = await runGit(args, { ...gitAt(gitDirectory), input: ['--', ...paths, ''].join('\n') });
  // :000000 100644 0000000… 7898192… A␀path␀, where 160000 is a submodule
  const changes = printed.toString('latin1').matchAll(/:\d{6} 1[02]\d{4} [0-9a-f]+ ([0-9a-f]+) [A-Z]\0/g);
  return [...new Set([...changes].map(([, oid]) => oid!))];
}
