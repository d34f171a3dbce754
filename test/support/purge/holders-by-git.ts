import type { Cleans } from '../../../src/purge/find/cleans.ts';
import type { Found } from '../../../src/purge/find/found.ts';
import { objectsOf } from '../../unit/git/pack/histories.ts';
import type { TestRepository } from '../sandbox.ts';

/** What `findHolders` has to find, by a look at all of every object that git prints. */
export function holdersByGit(repo: TestRepository, cleaner: Cleans, hashLength = 20): Omit<Found, 'unread'> {
  const of: Record<string, string[]> = { blob: [], commit: [], tag: [], tree: [] };
  const all = objectsOf(repo);
  let bytes = 0;
  for (const [oid, object] of all) {
    bytes += object.bytes.length;
    const holds =
      object.type === 'tree'
        ? namesIn(object.bytes, hashLength).some((name) => cleaner.clean(name, 'name'))
        : cleaner.clean(object.bytes, object.type === 'blob' ? 'blob' : 'message');
    if (holds) of[object.type]!.push(oid);
  }
  const [blobs, commits, tags, trees] = ['blob', 'commit', 'tag', 'tree'].map((type) => of[type]!.sort());
  return { blobs: blobs!, commits: commits!, tags: tags!, trees: trees!, objects: all.size, bytes };
}

function namesIn(tree: Buffer, hashLength: number): Buffer[] {
  const names: Buffer[] = [];
  for (let rest = tree; rest.length > 0; ) {
    const [space, nul] = [rest.indexOf(' '), rest.indexOf(0)];
    names.push(rest.subarray(space + 1, nul));
    rest = rest.subarray(nul + 1 + hashLength);
  }
  return names;
}
