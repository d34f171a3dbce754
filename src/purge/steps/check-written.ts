import type { Oid } from '../../domain/blob.ts';
import { UnleakError } from '../../domain/unleak-error.ts';
import { beginGit } from '../../git/process.ts';
import { gitAt } from '../../git/refs/git-at.ts';
import type { RepositoryLayout } from '../../git/refs/layout.ts';
import type { RefState } from '../../git/refs/read-refs.ts';
import type { ObjectMap } from '../object-map.ts';

/**
 * Lets git walk from the new tips over all that is new, down to the last blob, before any ref is moved there.
 * @returns waits for git's answer, which takes its time; throws an UnleakError when git misses anything
 */
export async function checkWritten(
  { commonDirectory }: RepositoryLayout,
  refs: readonly RefState[],
  map: ObjectMap,
): Promise<() => Promise<void>> {
  const olds = [...new Set(refs.map(({ oid }) => oid))];
  const news = new Set(olds.flatMap((oid): readonly Oid[] => [map.getHex(oid) ?? []].flat()));
  if (news.size === 0) return async () => {};
  const input = [...news, ...olds.map((oid) => `^${oid}`), ''].join('\n');
  // What the old tips reach is there: the backup was looked at in the same way.
  const args = ['rev-list', '--objects', '--no-object-names', '--quiet', '--stdin'];
  const answer = await beginGit(args, { ...gitAt(commonDirectory), input });
  return async () => {
    await answer().catch((cause: unknown) => {
      throw incomplete(cause);
    });
  };
}

const incomplete = (cause: unknown): UnleakError =>
  new UnleakError(
    'object-missing',
    'git does not find the new history whole, so no ref was moved.',
    'The repository is as it was. Please report this with `unleak --version` and `git --version`.',
    { cause },
  );
