import type { Oid } from '../../../domain/blob.ts';
import type { Citations } from '../citations/citations.ts';
import type { Fates } from '../fates.ts';
import type { History } from '../history/history.ts';
import type { ReadTag } from '../history/peel-tips.ts';
import type { DroppedSignature, ObjectSink, TextCleaner } from '../request.ts';
import { putTogether } from '../text/fields.ts';
import { patchTag } from './patch-tag.ts';

/** What the rewriting of tags needs. */
export interface TagContext {
  readonly history: History;
  readonly fates: Fates;
  readonly sink: ObjectSink;
  readonly cleaner: TextCleaner;
  readonly citations: Citations;
  /** Ids of tags that hold a text themselves. */
  readonly holders: ReadonlySet<Oid>;
  readonly dropped: DroppedSignature[];
}

/** Writes a tag, if what it names changed, or it holds a text. What it names is settled. */
export function rewriteTag(context: TagContext, { id, bytes, target }: ReadTag): void {
  const { history, fates, sink, cleaner, citations, holders, dropped } = context;
  const { tables } = history;
  const oid = id.toString('hex');
  const fate = fates.get(tables.find(target));
  if (fate === undefined && !holders.has(oid)) return;
  const number = tables.intern(id);
  if (fate === null) {
    fates.set(number, null);
    return;
  }
  const { parts, of, wasSigned } = patchTag(bytes, {
    target: fate?.toString('hex'),
    cleaner: holders.has(oid) ? cleaner : undefined,
    cite: (message) => citations.update(message, undefined),
  });
  const rewritten = sink.add('tag', putTogether(parts));
  if (rewritten.equals(id)) return;
  fates.set(number, rewritten);
  if (wasSigned) dropped.push({ oid, kind: 'tag', of });
}
