import type { Oid } from '../../domain/blob.ts';
import type { Repository } from '../../git/repository.ts';
import type { Rewritten } from '../rewrite/request.ts';
import { newTipsOf } from './new-tips.ts';
import type { Subject } from './subject.ts';
import type { Survey } from './survey.ts';

/**
 * The blobs that went with paths: the old tips reach them, the new ones do not. A blob that also stands where no path was named is
 * none of them. Both are listed whole: git leaves out of a difference only what stands in commits at its edge.
 */
export async function goneWithPaths(
  { opened: { repository } }: Subject,
  { remove, tips }: Survey,
  { map }: Pick<Rewritten, 'map'>,
): Promise<Oid[]> {
  if (!remove.path) return [];
  const gone = new Set<Oid>();
  for await (const oid of objectsOf(repository, tips.all)) if (map.getHex(oid) === undefined) gone.add(oid);
  for await (const oid of objectsOf(repository, newTipsOf(tips, map))) gone.delete(oid);
  const types = await repository.types([...gone]);
  return [...gone].filter((oid) => types.get(oid) === 'blob');
}

async function* objectsOf(repository: Repository, tips: readonly Oid[]): AsyncGenerator<Oid> {
  const range = { tips: [...new Set(tips)], exclude: [], excludeRefs: 'none' } as const;
  for await (const { oid, missing } of repository.objects(range)) if (!missing) yield oid;
}
