import { copyFileSync, existsSync, rmSync } from 'node:fs';
import type { Oid, PathBytes } from '../../domain/blob.ts';
import type { TreeEntry } from './tree-changes.ts';
import { gitWithIndex, nulSeparated, nulTerminated, type WorktreeAt } from './worktree-git.ts';

/** What an index says of a path. */
export interface IndexedPath {
  readonly oid: Oid;
  /** `git update-index --assume-unchanged`: whatever the file holds, it is not looked at. */
  readonly assumed: boolean;
  /** Not checked out, or kept by hand: sparse checkout, `git update-index --skip-worktree`. */
  readonly skipped: boolean;
}

/** An index that is not the work tree's own yet. */
export class DraftIndex {
  readonly tree: WorktreeAt;
  readonly file: string;

  /** @param file where it stands; what is there already is removed */
  constructor(tree: WorktreeAt, file: string) {
    this.tree = tree;
    this.file = file;
    for (const old of [file, `${file}.lock`]) rmSync(old, { force: true });
  }

  /** Begins with what the work tree's index holds. */
  copy(index: string): void {
    if (existsSync(index)) copyFileSync(index, this.file);
  }

  /** Sets paths; those without an entry are taken out. */
  async set(entries: ReadonlyMap<PathBytes, TreeEntry | undefined>): Promise<void> {
    if (entries.size === 0) return;
    const zero = '0'.repeat([...entries.values()].find(Boolean)?.oid.length ?? 40);
    // mode SP oid TAB path NUL; mode 0 takes the path out. What makes room for a name comes first.
    const lines = [...entries].map(([path, entry]) => `${entry?.mode ?? '0'} ${entry?.oid ?? zero}\t${path}`);
    const sorted = lines.sort((a, b) => Number(!a.startsWith('0 ')) - Number(!b.startsWith('0 ')));
    await this.git(['update-index', '-z', '--index-info'], { input: nulTerminated(sorted) });
  }

  /** Sets or clears a mark of paths, such as `--skip-worktree`. */
  async mark(option: string, paths: readonly PathBytes[]): Promise<void> {
    if (paths.length === 0) return;
    await this.git(['update-index', option, '-z', '--stdin'], { input: nulTerminated(paths) });
  }

  /** The cached trees of an index go on naming folders that are gone, until they are computed anew. */
  async dropOldFolders(): Promise<void> {
    // Of an index in conflict git makes no tree.
    if (existsSync(this.file)) await this.git(['write-tree', '--missing-ok'], { accept: [128] });
  }

  /** Looks at the work files, so that git knows those that are unmodified without reading them again. */
  async refresh(): Promise<void> {
    await this.git(['update-index', '-q', '--refresh'], { accept: [1] });
  }

  /** What it says of each path; paths in conflict are left out. */
  async paths(): Promise<Map<PathBytes, IndexedPath>> {
    // H 100644 7898192… 0␉path␀: S means skipped, a small letter assumed to be unchanged
    const found = new Map<PathBytes, IndexedPath>();
    for (const line of nulSeparated(await this.git(['ls-files', '-z', '-v', '--stage', '--full-name']))) {
      const [, tag, oid, stage, path] = /^(.) \d+ ([0-9a-f]+) (\d)\t(.*)$/s.exec(line) ?? [];
      if (tag && oid && path && stage === '0')
        found.set(path, { oid, assumed: tag !== tag.toUpperCase(), skipped: tag.toUpperCase() === 'S' });
    }
    return found;
  }

  /** Runs git with this index. */
  git(args: readonly string[], options: { readonly input?: string; readonly accept?: readonly number[] } = {}) {
    return gitWithIndex(this.tree, this.file, args, options);
  }
}
