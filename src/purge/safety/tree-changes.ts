import type { Oid, PathBytes } from '../../domain/blob.ts';
import { cutShort } from '../../git/lines.ts';
import { isZero } from '../../git/parse-raw-diff.ts';
import { runGit } from '../../git/process.ts';
import { gitAt } from '../../git/refs/git-at.ts';

/** What stands at a path. */
export interface TreeEntry {
  /** Git's mode in octal, such as `100644`. */
  readonly mode: string;
  readonly oid: Oid;
}

/** A path at which two commits differ. */
export interface TreeChange {
  readonly path: PathBytes;
  readonly from: TreeEntry | undefined;
  readonly to: TreeEntry | undefined;
}

// :100644 100644 7898192… 53c74cd… M␀path␀
const HEADER = /^:(\d{6}) (\d{6}) ([0-9a-f]{40,64}) ([0-9a-f]{40,64}) [A-Z]$/;

/** Every path at which two commits differ; renames are two paths. */
export async function treeChanges(gitDirectory: string, from: Oid, to: Oid): Promise<TreeChange[]> {
  const args = ['diff-tree', '-r', '-z', '--raw', '--no-abbrev', '--no-renames', '--no-ext-diff', from, to];
  const fields = (await runGit(args, gitAt(gitDirectory))).toString('latin1').split('\0');
  if (fields.pop() !== '' || fields.length % 2 !== 0) throw cutShort();
  const changes: TreeChange[] = [];
  for (let i = 0; i < fields.length; i += 2) changes.push(parse(fields[i]!, fields[i + 1]!));
  return changes;
}

function parse(header: string, path: PathBytes): TreeChange {
  const [, mode = '', newMode = '', oid = '', newOid = ''] = HEADER.exec(header) ?? [];
  if (oid === '') throw cutShort();
  return { path, from: entry(mode, oid), to: entry(newMode, newOid) };
}

const entry = (mode: string, oid: Oid): TreeEntry | undefined => (isZero(oid) ? undefined : { mode, oid });
