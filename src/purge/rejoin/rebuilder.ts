import type { Oid } from '../../domain/blob.ts';
import { patchCommit } from '../rewrite/commits/patch-commit.ts';
import type { DroppedSignature } from '../rewrite/request.ts';
import { patchTag } from '../rewrite/tags/patch-tag.ts';
import { putTogether, takeApart } from '../rewrite/text/fields.ts';
import { subjectOf } from '../rewrite/text/subject-of.ts';
import type { BlobCarrier } from './carry-blob.ts';
import type { Conflict, Side, TreeCarrier } from './carry-tree.ts';
import { type CommitLinks, commitLinks, wordsOf } from './commit-parts.ts';
import type { FreshObjects } from './fresh-objects.ts';
import type { HistoryMap } from './history-map.ts';
import type { MapCitations } from './map-citations.ts';
import type { Published } from './published.ts';
import type { PurgedTexts } from './purged-texts.ts';

/** Why an object can't be brought over. */
export interface Stuck {
  /** The commit or tag at which it ends. */
  readonly at: Oid;
  /** A full sentence; where there are paths, they say more. */
  readonly why: string;
  readonly conflicts: readonly Conflict[];
}

/** What becomes of an object: its id then (its own: it stays; null: it is gone), or why that can't be said. */
export type Fate = { readonly to: Oid | null } | Stuck;

/** What the rebuilding needs. */
export interface RebuildContext {
  readonly map: HistoryMap;
  readonly objects: FreshObjects;
  readonly published: Published;
  readonly trees: TreeCarrier;
  readonly blobs: BlobCarrier;
  readonly texts: PurgedTexts;
  readonly citations: MapCitations;
}

/** Rebuilds what somebody built on an old history upon the new one. An object is rebuilt only if it has to be. */
export class Rebuilder {
  /** Commits that were rebuilt, in order. */
  readonly rebuilt: Oid[] = [];
  readonly dropped: DroppedSignature[] = [];
  readonly #context: RebuildContext;
  readonly #fates = new Map<Oid, Fate>();

  constructor(context: RebuildContext) {
    this.#context = context;
  }

  /** Says what becomes of any object. */
  fate(oid: Oid): Fate {
    const known = this.#known(oid);
    if (known) return known;
    const { type, bytes } = this.#context.objects.read(oid);
    if (type === 'commit') return this.#commit(oid);
    if (type === 'tag') return this.#keep(oid, this.#tag(oid, bytes));
    const carried = type === 'tree' ? this.#context.trees.carry([], oid) : this.#context.blobs.vet(oid);
    if ('why' in carried) return this.#keep(oid, { at: oid, why: `${carried.why}.`, conflicts: [] });
    if ('tree' in carried) return this.#keep(oid, { to: carried.tree });
    if ('oid' in carried) return this.#keep(oid, { to: carried.oid });
    return this.#keep(oid, stuckBy(oid, carried));
  }

  #known(oid: Oid): Fate | undefined {
    const { map, objects, published } = this.#context;
    const known = this.#fates.get(oid);
    if (known) return known;
    const to = map.newOf(oid);
    if (to === null) return { to };
    if (to !== undefined)
      return objects.has(to) ? { to } : { at: oid, why: `Its new id ${to} is not here.`, conflicts: [] };
    return map.isSettled(oid) || published.has(oid) ? { to: oid } : undefined;
  }

  #keep(oid: Oid, fate: Fate): Fate {
    this.#fates.set(oid, fate);
    return fate;
  }

  /** Parents first, however long the line of them is. */
  #commit(tip: Oid): Fate {
    for (const path = [tip]; path.length > 0; ) {
      const oid = path.at(-1)!;
      const links = commitLinks(this.#context.objects.read(oid).bytes, oid);
      const open = links.parents.filter((parent) => !this.#known(parent));
      if (open.length > 0) path.push(...open);
      else {
        path.pop();
        if (!this.#fates.has(oid)) this.#keep(oid, this.#own(oid, links));
      }
    }
    return this.#fates.get(tip)!;
  }

  #own(oid: Oid, { tree, parents }: CommitLinks): Fate {
    const fates = parents.map((parent) => this.#known(parent)!);
    const stuck = fates.find((fate) => 'why' in fate);
    if (stuck) return stuck;
    const now = fates.map((fate) => ('to' in fate ? fate.to : null));
    const sides = parents.map((parent, i): Side<Oid> => ({ base: this.#treeOf(parent), ours: this.#treeOf(now[i]!) }));
    const carried = this.#context.trees.carry(sides, tree);
    if (!('tree' in carried)) return stuckBy(oid, carried);
    const kept = now.filter((parent) => parent !== null);
    const bytes = this.#context.objects.read(oid).bytes;
    const holdsText = this.#context.texts.clean(wordsOf(takeApart(bytes)), 'message') !== undefined;
    const isSame = carried.tree === tree && now.every((parent, i) => parent === parents[i]);
    if (isSame && !holdsText) return { to: oid };
    return this.#rebuild(oid, bytes, carried.tree, kept, holdsText);
  }

  #rebuild(oid: Oid, bytes: Buffer, tree: Oid, parents: readonly Oid[], holdsText: boolean): Fate {
    const { texts, citations, objects, map } = this.#context;
    const { parts, wasSigned, mergetags } = patchCommit(bytes, {
      ...{ tree, parents },
      cleaner: holdsText ? texts : undefined,
      cite: (message) => citations.update(message),
      tagged: (target) => this.#toOf(target) ?? map.newOf(target) ?? undefined,
    });
    if (texts.tellsPart(wordsOf(parts))) return { at: oid, why: MESSAGE, conflicts: [] };
    const of = subjectOf(parts);
    if (wasSigned) this.dropped.push({ oid, kind: 'commit', of });
    for (let lost = 0; lost < mergetags; lost++) this.dropped.push({ oid, kind: 'mergetag', of });
    const to = objects.add('commit', putTogether(parts));
    citations.add(oid, to);
    this.rebuilt.push(oid);
    return { to };
  }

  #tag(oid: Oid, bytes: Buffer): Fate {
    const { texts, citations, objects, map } = this.#context;
    const target = /^object ([0-9a-f]{40}|[0-9a-f]{64})\n/.exec(bytes.toString('latin1', 0, 80))?.[1];
    if (target === undefined) return { at: oid, why: 'It is no tag that can be read.', conflicts: [] };
    const fate = this.fate(target);
    if ('why' in fate || fate.to === null) return fate;
    const holdsText = texts.clean(bytes, 'message') !== undefined;
    if (fate.to === target && !holdsText) return { to: oid };
    const cite = (message: Buffer): Buffer => citations.update(message);
    const { parts, wasSigned } = patchTag(bytes, { target: fate.to, cleaner: holdsText ? texts : undefined, cite });
    const to = objects.idOf('tag', putTogether(parts));
    // Without a map of the refs nobody knows whether it was published; the purge made just this of it if it did.
    if (map.refs === undefined && !objects.has(to)) return { at: oid, why: PUBLISHED_TAG, conflicts: [] };
    if (wasSigned) this.dropped.push({ oid, kind: 'tag', of: subjectOf(parts) });
    return { to: objects.add('tag', putTogether(parts)) };
  }

  #toOf(oid: Oid): Oid | undefined {
    const fate = this.#fates.get(oid);
    return fate && 'to' in fate && fate.to !== oid ? (fate.to ?? undefined) : undefined;
  }

  #treeOf(commit: Oid | null): Oid | undefined {
    return commit === null ? undefined : commitLinks(this.#context.objects.read(commit).bytes, commit).tree;
  }
}

const stuckBy = (at: Oid, conflicts: readonly Conflict[]): Stuck => ({
  ...{ at, conflicts },
  why: 'It can’t be told what it should hold.',
});

const MESSAGE = 'Its message seems to hold a part of what was purged.';
const PUBLISHED_TAG = 'It can’t be told what the purge made of this tag: that stands in ref-map, beside commit-map.';
