import type { Oid, PathBytes } from '../../domain/blob.ts';
import type { HashLength } from '../../git/pack/ids.ts';
import type { ReadObject } from '../../git/pack/stored-object.ts';
import type { Cleans } from '../find/cleans.ts';
import { TreeComparison } from './compare-trees.ts';
import { treeOf } from './tree-of.ts';

/** What a ref named before, and names now; null: it is gone, with all that it named. */
export interface MovedTip {
  readonly before: Oid;
  readonly after: Oid | null;
}

/** Something at a tip that is not as it should be. */
export interface TipDifference extends MovedTip {
  /** Of the file or folder; empty for the tip itself. It may hold a target: clean it before it is shown. */
  readonly path: PathBytes;
  /** A sentence. */
  readonly why: string;
}

/** What trees are compared with. */
export interface TipParts {
  /** Reads an object, old or new. @returns undefined where it is not there */
  readonly read: (oid: Oid) => ReadObject | undefined;
  readonly hashLength: HashLength;
  readonly cleaner: Cleans;
  /** What became of an old blob: undefined: it is as it was; null: it went. */
  readonly became: (oid: Oid) => Oid | null | undefined;
  /** Whether what is at a path was to go. */
  readonly removes?: (path: PathBytes) => boolean;
  /** Whether folders that are as they were are not looked into: where others look for each old object that was to go. */
  readonly skipsSame?: boolean;
}

/**
 * Whether trees at tips differ from the old ones in what was to change, and in nothing else: each file is the old one, or what
 * that became; modes and names are the same, but for names that held a target. Not for notes, whose files are named by ids.
 */
export function tipsDiffer(tips: readonly MovedTip[], parts: TipParts): TipDifference[] {
  const comparison = new TreeComparison(parts);
  return tips.flatMap(({ before, after }): TipDifference[] => {
    if (after === null) return [];
    const because = (why: string): TipDifference[] => [{ before, after, path: '', why }];
    const [old, now] = [treeOf(before, parts.read), treeOf(after, parts.read)];
    if (!old) return because('What it named can’t be read.');
    if (!now) return because('What it names now can’t be read.');
    if ('tree' in old && 'tree' in now)
      return comparison.differences(old.tree, now.tree).map((difference) => ({ before, after, ...difference }));
    const isSame = 'blob' in old && 'blob' in now && now.blob === (parts.became(old.blob) ?? old.blob);
    return isSame ? [] : because('It is another file.');
  });
}
