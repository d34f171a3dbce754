import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HashLength } from '../../../../src/git/pack/ids.ts';
import { openObjectStore } from '../../../../src/git/pack/object-store.ts';
import { BlobCarrier } from '../../../../src/purge/rejoin/carry-blob.ts';
import { TreeCarrier } from '../../../../src/purge/rejoin/carry-tree.ts';
import { FreshObjects } from '../../../../src/purge/rejoin/fresh-objects.ts';
import { gatherTexts } from '../../../../src/purge/rejoin/gather-texts.ts';
import { HistoryMap } from '../../../../src/purge/rejoin/history-map.ts';
import { MapCitations } from '../../../../src/purge/rejoin/map-citations.ts';
import { readOldObjects } from '../../../../src/purge/rejoin/old-objects.ts';
import { Published } from '../../../../src/purge/rejoin/published.ts';
import { Rebuilder } from '../../../../src/purge/rejoin/rebuilder.ts';
import { inGitsOrder, type TreeEntry, treeBytes } from '../../../../src/purge/rewrite/trees/tree-entries.ts';

const TEXT = 'unlucky-words-of-old';
const MARKER = '***REMOVED***';

/** What a commit holds: texts by path. */
type Files = ReadonlyMap<string, string>;

/** What a commit changes: a path, and its new lines; none: it goes. */
interface Change {
  readonly path: string;
  readonly lines: readonly string[] | undefined;
}

interface Step {
  readonly changes: readonly Change[];
  /** How far back the first and the second parent lie. */
  readonly back: readonly [number, number];
  readonly isMerge: boolean;
}

const path = fc.constantFrom('a', 'b', 'dir/c', 'dir/d', 'dir/sub/e', 'key.pem', 'keys/one', 'z');
const line = fc.constantFrom(
  'one\n',
  'two\n',
  'three\n',
  `x = "${TEXT}"\n`,
  `${TEXT} and ${TEXT}\n`,
  `y = [${TEXT}];\n`,
);
const change = fc.record({
  path,
  lines: fc.option(fc.array(line, { minLength: 1, maxLength: 5 }), { nil: undefined }),
});
const step = fc.record({
  changes: fc.array(change, { maxLength: 3 }),
  back: fc.tuple(fc.nat(2), fc.nat(4)),
  isMerge: fc.boolean(),
});

const isRemoved = (name: string): boolean => name.startsWith('key');

/** What a purge makes of files: the text goes everywhere, some files go as a whole. */
const purged = (files: Files): Files =>
  new Map([...files].filter(([name]) => !isRemoved(name)).map(([name, text]) => [name, text.replaceAll(TEXT, MARKER)]));

/** A history in memory, and the same purged. */
class Twins {
  readonly objects: FreshObjects;
  readonly files: Files[] = [];
  readonly old: string[] = [];
  readonly now: string[] = [];

  constructor(hashLength: HashLength) {
    this.objects = new FreshObjects(openObjectStore(['/nowhere'], { hashLength }));
  }

  add({ changes, back, isMerge }: Step, isOwn: boolean): void {
    const last = this.old.length - 1;
    const parents = [...new Set(last < 0 ? [] : [last - back[0], ...(isMerge ? [last - back[1]] : [])])].filter(
      (p) => p >= 0,
    );
    const files = new Map(parents.flatMap((parent) => [...this.files[parent]!]));
    // A colleague who changes a file that went as a whole is asked; that is not tried here.
    for (const { path: name, lines } of changes.filter((each) => !isOwn || !isRemoved(each.path)))
      if (lines) files.set(name, (isRemoved(name) ? 'key material\n' : '') + lines.join(''));
      else files.delete(name);
    this.files.push(files);
    const number = this.old.length;
    this.old.push(
      this.#commit(
        files,
        parents.map((p) => this.old[p]!),
        message(number, TEXT),
      ),
    );
    this.now.push(
      this.#commit(
        purged(files),
        parents.map((p) => this.now[p]!),
        message(number, MARKER),
      ),
    );
  }

  #commit(files: Files, parents: readonly string[], message: string): string {
    const links = [`tree ${this.#tree(files)}`, ...parents.map((oid) => `parent ${oid}`)];
    const who = 'Bob <bob@example.com> 1700000000 +0530';
    const text = [...links, `author ${who}`, `committer ${who}`, 'x-odd header', '', message].join('\n');
    return this.objects.add('commit', Buffer.from(text));
  }

  #tree(files: Files): string {
    const folders = new Map<string, Map<string, string>>();
    const entries: TreeEntry[] = [];
    for (const [name, text] of files) {
      const [head, ...rest] = name.split('/');
      if (rest.length > 0) folders.set(head!, (folders.get(head!) ?? new Map()).set(rest.join('/'), text));
      else entries.push(entry('100644', 'file', name, this.objects.add('blob', Buffer.from(text))));
    }
    for (const [name, inside] of folders) entries.push(entry('40000', 'folder', name, this.#tree(inside)));
    return this.objects.add('tree', treeBytes(inGitsOrder(entries)));
  }
}

/** Most messages hold nothing. */
const message = (number: number, text: string): string => `number ${number}${number % 4 === 3 ? ` with ${text}` : ''}`;

const entry = (mode: string, kind: TreeEntry['kind'], name: string, oid: string): TreeEntry => ({
  ...{ mode, kind, name },
  id: Buffer.from(oid, 'hex'),
});

describe.each([20, 32] as const)('rebuilt commits, %i bytes of hash', (hashLength) => {
  it('are what the purge would have made of them', () => {
    let rebuilt = 0;
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 1, maxLength: 8 }),
        fc.array(step, { minLength: 1, maxLength: 6 }),
        (shared, own) => {
          const twins = new Twins(hashLength);
          // What the whole team has seen once, in the purged history too.
          twins.add({ changes: [{ path: 'a', lines: [`${TEXT}\n`] }], back: [0, 0], isMerge: false }, false);
          for (const each of shared) twins.add(each, false);
          const known = twins.old.length;
          for (const each of own) twins.add(each, true);
          const { objects } = twins;
          const map = new HistoryMap(
            hashLength,
            twins.old.slice(0, known).map((oid, i) => [oid, twins.now[i]!]),
            new Map(),
            [],
          );
          const old = readOldObjects(map, objects);
          const texts = gatherTexts(old, objects);
          const blobs = new BlobCarrier(objects, texts, old.blobs);
          const trees = new TreeCarrier(objects, blobs);
          const parts = { map, objects, trees, blobs, texts };
          const rebuilder = new Rebuilder({
            ...parts,
            published: new Published(map, objects),
            citations: new MapCitations(map),
          });
          for (let i = twins.old.length - 1; i >= 0; i--)
            expect(rebuilder.fate(twins.old[i]!)).toEqual({ to: twins.now[i] });
          rebuilt += rebuilder.rebuilt.length;
          objects.close();
        },
      ),
      { numRuns: 100 },
    );
    expect(rebuilt).toBeGreaterThan(100);
  });
});
