import { patchCommit } from '../commits/patch-commit.ts';
import { hasOnlyLinks } from '../commits/patch-links.ts';
import type { History } from '../history/history.ts';
import { ManyReader } from '../history/read-many.ts';
import type { DroppedSignature, TextCleaner } from '../request.ts';
import { patchTag } from '../tags/patch-tag.ts';
import type { Changing } from './changing.ts';

const asItIs = (message: Buffer): Buffer => message;

/** The signatures that would go. */
export function signaturesToDrop(history: History, changing: Changing, cleaner: TextCleaner): DroppedSignature[] {
  const { graph, tables, store, objects } = history;
  const dropped: DroppedSignature[] = [];
  const { commits, inspected } = changing;
  const ids = Array.from(commits, (commit) => tables.id(graph.id[commit]!));
  new ManyReader(store, objects).read(ids, (i, bytes) => {
    if (!hasOnlyLinks(bytes)) noteCommit(commits[i]!, bytes);
  });
  for (const [oid, { id, bytes }] of history.tips.tags) if (changing.has(tables.find(id))) noteTag(oid, bytes);
  return dropped.sort((a, b) => (a.oid < b.oid ? -1 : a.oid > b.oid ? 1 : 0));

  function noteCommit(commit: number, bytes: Buffer): void {
    const oid = tables.oid(graph.id[commit]!);
    const { of, wasSigned, mergetags } = patchCommit(bytes, {
      ...{ tree: oid, parents: [], cite: asItIs },
      cleaner: inspected.holders.has(commit) ? cleaner : undefined,
      tagged: (target) => (changing.has(tables.find(Buffer.from(target, 'hex'))) ? target : undefined),
    });
    if (wasSigned) dropped.push({ oid, kind: 'commit', of });
    for (let lost = 0; lost < mergetags; lost++) dropped.push({ oid, kind: 'mergetag', of });
  }

  function noteTag(oid: string, bytes: Buffer): void {
    const own = inspected.tagHolders.has(oid) ? cleaner : undefined;
    const { of, wasSigned } = patchTag(bytes, { target: undefined, cleaner: own, cite: asItIs });
    if (wasSigned) dropped.push({ oid, kind: 'tag', of });
  }
}
