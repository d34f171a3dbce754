import { join } from 'node:path';
import type { Oid, PathBytes } from '../../domain/blob.ts';
import { runGit } from '../../git/process.ts';
import { gitAt } from '../../git/refs/git-at.ts';
import { type Elsewhere, isHiddenRef } from '../plan/not-reached.ts';
import { exists, type Subject } from './subject.ts';

/** What stands at the tip, and what lies elsewhere. */
export interface Surroundings {
  /** The paths at HEAD. */
  readonly atTips: readonly PathBytes[];
  readonly elsewhere: Elsewhere;
}

const GITLINK = '160000';

/** Looks at what HEAD holds, and for signs of what no rewrite here reaches. */
export async function surroundingsOf({ layout, refs, named }: Subject): Promise<Surroundings> {
  const entries = await entriesAt(layout.commonDirectory, refs.find(({ name }) => name === 'HEAD')?.oid);
  const usesLfs = exists(join(layout.commonDirectory, 'lfs'));
  return {
    atTips: entries.map(({ path }) => path),
    elsewhere: {
      hiddenRefs: refs.map(({ name }) => name).filter(isHiddenRef),
      submodules: entries.filter(({ mode }) => mode === GITLINK).map(({ path }) => path),
      lfsPointers: usesLfs ? 1 : 0,
      shared: named.remoteName !== undefined,
    },
  };
}

/** A file of a tree, wherever below it. */
export interface TreeFile {
  readonly mode: string;
  readonly oid: Oid;
  readonly path: PathBytes;
}

/** All files of a commit. */
export async function entriesAt(gitDirectory: string, oid: Oid | undefined): Promise<TreeFile[]> {
  if (oid === undefined) return [];
  // 100644 blob 7898192…␉path␀
  const printed = await runGit(['ls-tree', '-r', '-z', '--full-tree', oid], gitAt(gitDirectory));
  const entries = printed.toString('latin1').split('\0').filter(Boolean);
  return entries.map((entry) => {
    const tab = entry.indexOf('\t');
    return {
      mode: entry.slice(0, 6),
      oid: entry.slice(entry.lastIndexOf(' ', tab) + 1, tab),
      path: entry.slice(tab + 1),
    };
  });
}
