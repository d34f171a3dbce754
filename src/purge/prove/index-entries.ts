import type { Oid } from '../../domain/blob.ts';
import { UnleakError } from '../../domain/unleak-error.ts';
import { gitEnvironment, runGit } from '../../git/process.ts';

/** What an index names. */
export interface NamedByIndex {
  readonly oid: Oid;
  readonly path: Buffer;
}

/** How an index file begins: https://git-scm.com/docs/gitformat-index */
export const INDEX_SIGNATURE = Buffer.from('DIRC');

/**
 * The entries of an index file. Version 4 keeps of a path only what differs from the one before, so that its bytes alone say
 * too little. @returns undefined where git can't read it
 */
export async function indexEntries(file: string, gitDirectory: string): Promise<NamedByIndex[] | undefined> {
  // ls-files wants a work tree, though it does not look at it.
  const names = { GIT_DIR: gitDirectory, GIT_WORK_TREE: gitDirectory, GIT_INDEX_FILE: file };
  try {
    // 100644 7898192… 0␉path␀
    const printed = await runGit(['ls-files', '--stage', '-z'], {
      cwd: gitDirectory,
      env: { ...gitEnvironment(), ...names },
    });
    return [...entriesIn(printed)];
  } catch (error) {
    if (error instanceof UnleakError) return undefined;
    throw error;
  }
}

function* entriesIn(printed: Buffer): Generator<NamedByIndex> {
  for (let at = 0; at < printed.length; ) {
    const tab = printed.indexOf(9, at);
    const end = printed.indexOf(0, tab);
    yield { oid: printed.toString('latin1', at, tab).split(' ')[1]!, path: printed.subarray(tab + 1, end) };
    at = end + 1;
  }
}
