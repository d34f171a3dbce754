import { describe, expect, it } from 'vitest';
import { openObjectStore } from '../../../../src/git/pack/object-store.ts';
import { BlobCarrier } from '../../../../src/purge/rejoin/carry-blob.ts';
import { type Conflict, TreeCarrier } from '../../../../src/purge/rejoin/carry-tree.ts';
import { FreshObjects } from '../../../../src/purge/rejoin/fresh-objects.ts';
import { learnTexts } from '../../../../src/purge/rejoin/learn-texts.ts';
import { PurgedTexts } from '../../../../src/purge/rejoin/purged-texts.ts';
import {
  inGitsOrder,
  readEntries,
  type TreeEntry,
  treeBytes,
} from '../../../../src/purge/rewrite/trees/tree-entries.ts';

const TEXT = 'unlucky-words-of-old';
const MARKER = '***REMOVED***';
const OLD = `x\n${TEXT}\ny\n`;
const NOW = `x\n${MARKER}\ny\n`;
const KEY = ['key one\n', 'key two\n'] as const;

/** A tree by names: a text is a file; `mode:text` one with that mode; an object is a folder. */
interface Tree {
  readonly [name: string]: string | Tree;
}

const objects = new FreshObjects(openObjectStore(['/nowhere'], { hashLength: 20 }));
const blob = (text: string): string => objects.add('blob', Buffer.from(text));
const texts = new PurgedTexts(learnTexts(Buffer.from(OLD), Buffer.from(NOW)), [Buffer.from(NOW)]);
const replaced = new Map<string, string | null>([
  [blob(OLD), blob(NOW)],
  // Too short to be learned.
  [blob('pin 5678\n'), blob('pin ***\n')],
  ...KEY.map((key): [string, null] => [blob(key), null]),
]);
const carrier = new TreeCarrier(objects, new BlobCarrier(objects, texts, replaced));

function write(tree: Tree): string {
  const entries = Object.entries(tree).map(([name, value]): TreeEntry => {
    if (typeof value !== 'string') return { mode: '40000', kind: 'folder', name, id: Buffer.from(write(value), 'hex') };
    const [, mode = '100644', text = ''] = /^(?:(\d{6}):)?(.*)$/s.exec(value)!;
    const kind = mode === '160000' ? 'submodule' : 'file';
    return { mode, kind, name, id: Buffer.from(kind === 'submodule' ? text : blob(text), 'hex') };
  });
  return objects.add('tree', treeBytes(inGitsOrder(entries)));
}

function read(oid: string): Tree {
  const entries = readEntries(objects.read(oid).bytes, 20)!;
  return Object.fromEntries(
    entries.map(({ name, mode, kind, id }) => {
      if (kind === 'folder') return [name, read(id.toString('hex'))];
      const text = kind === 'submodule' ? id.toString('hex') : objects.read(id.toString('hex')).bytes.toString();
      return [name, mode === '100644' ? text : `${mode}:${text}`];
    }),
  );
}

/** Pairs of what a parent held before and after, then what the commit holds. */
function carry(sides: readonly (readonly [Tree, Tree])[], theirs: Tree): Tree | Conflict[] {
  const parents = sides.map(([base, ours]) => ({ base: write(base), ours: write(ours) }));
  const carried = carrier.carry(parents, write(theirs));
  return 'tree' in carried ? read(carried.tree) : carried;
}

const BASE: Tree = { a: OLD, d: { b: OLD, c: 'c\n' } };
const OURS: Tree = { a: NOW, d: { b: NOW, c: 'c\n' } };
const MODULE = `160000:${'1'.repeat(40)}`;

describe('a tree is carried over', () => {
  it.each<[string, Tree, Tree]>([
    ['as it was', BASE, OURS],
    ['with what came', { ...BASE, n: 'n\n', e: { f: OLD } }, { ...OURS, n: 'n\n', e: { f: NOW } }],
    ['without what went', { d: { c: 'c\n' } }, { d: { c: 'c\n' } }],
    ['with another mode', { a: `100755:${OLD}` }, { a: `100755:${NOW}` }],
    ['with a link', { a: `120000:${OLD}` }, { a: `120000:${NOW}` }],
    ['with a submodule', { ...BASE, m: MODULE }, { ...OURS, m: MODULE }],
    ['with a folder in place of a file', { a: { b: 'x\n', c: OLD } }, { a: { b: 'x\n', c: NOW } }],
    ['with a file in place of a folder', { d: `mine\n${TEXT}` }, { d: `mine\n${MARKER}` }],
    ['with a file changed beside the text', { a: `0\n${OLD}z\n` }, { a: `0\n${NOW}z\n` }],
    ['with the line of the text changed', { a: `x\nmy ${TEXT}!\ny\n` }, { a: `x\nmy ${MARKER}!\ny\n` }],
    ['with the text gone', { a: 'x\nfrom elsewhere\ny\n' }, { a: 'x\nfrom elsewhere\ny\n' }],
    [
      'with base64 of it',
      { z: Buffer.from(`${TEXT} `).toString('base64') },
      { z: Buffer.from(`${MARKER} `).toString('base64') },
    ],
    ['renamed', { b: OLD, d: { b: OLD, c: 'c\n' } }, { b: NOW, d: { b: NOW, c: 'c\n' } }],
  ])('%s', (_, theirs, expected) => {
    expect(carry([[BASE, OURS]], theirs)).toEqual(expected);
  });

  it('without the purge having changed its parent, and without a parent', () => {
    expect(carry([[OURS, OURS]], { ...OURS, n: OLD })).toEqual({ ...OURS, n: NOW });
    expect(carry([], BASE)).toEqual(OURS);
  });

  it('with whole files that went: unchanged, or as they once were', () => {
    const sides = [[{ key: KEY[0], s: { k: KEY[0] } }, { s: {} }]] as const;
    expect(carry(sides, { key: KEY[0], s: { k: KEY[0], own: 'x' } })).toEqual({ s: { own: 'x' } });
    expect(carry(sides, { key: KEY[1], s: { k: KEY[0] } })).toEqual({ s: {} });
    expect(carry(sides, { key: 'mine\n' })).toEqual([
      { path: 'key', why: 'the purge removed it, and this commit changed it' },
    ]);
    expect(carry(sides, { own: { copy: KEY[1] } })).toEqual([
      { path: 'own/copy', why: 'it is a file that the purge removed as a whole' },
    ]);
  });

  it('from several parents, whichever a file is from', () => {
    const sides = [
      [{ a: OLD, k: KEY[0] }, { a: NOW }],
      [{ b: OLD, k: KEY[1] }, { b: NOW }],
      [{ c: 'c\n' }, { c: 'c\n' }],
    ] as const;
    expect(carry(sides, { a: OLD, b: OLD, c: 'c\n', k: KEY[1] })).toEqual({ a: NOW, b: NOW, c: 'c\n' });
    expect(carry(sides, { a: `${OLD}both\n`, b: 'mine\n' })).toEqual({ a: `${NOW}both\n`, b: 'mine\n' });
  });

  it('with files that the purge renamed', () => {
    const sides = [
      [
        { [`${TEXT}.txt`]: 'x\n', a: 'a\n' },
        { 'new.txt': 'x\n', a: 'a\n' },
      ],
    ] as const;
    expect(carry(sides, { [`${TEXT}.txt`]: 'x\n', a: 'mine\n' })).toEqual({ 'new.txt': 'x\n', a: 'mine\n' });
    expect(carry(sides, { [`${TEXT}.txt`]: 'x\n', 'new.txt': 'mine\n' })).toMatchObject([{ path: 'new.txt' }]);
    expect(carry([[{}, {}], sides[0]], { [`${TEXT}.txt`]: 'x\n', b: 'b\n' })).toEqual({ 'new.txt': 'x\n', b: 'b\n' });
  });

  it('where the change can not be explained: line by line, or not at all', () => {
    const base = { a: 'pin 1234\nb\nc\nd\n' };
    const ours = { a: 'pin ***\nb\nc\nd\n' };
    expect(carry([[base, ours]], { a: 'pin 1234\nb\nc\nD\n' })).toEqual({ a: 'pin ***\nb\nc\nD\n' });
    expect(carry([[base, ours]], { a: 'pin 12345\nb\nc\nd\n' })).toEqual([
      { path: 'a', why: 'the purge and this commit changed the same lines' },
    ]);
    expect(carry([[base, ours]], { a: 'pin 1234\nb\nc\nd\n', copy: 'pin 5678\n' })).toMatchObject({
      copy: 'pin ***\n',
    });
    expect(carry([[{ a: '\0one' }, { a: '\0***' }]], { a: '\0two' })).toMatchObject([{ path: 'a' }]);
  });

  it('but not with a part of the text, nor with a name that holds it', () => {
    expect(carry([[BASE, OURS]], { [`${TEXT}.txt`]: 'x\n' })).toMatchObject([
      { why: 'its name holds what was purged' },
    ]);
    expect(carry([[BASE, OURS]], { a: `x\n${TEXT.slice(4)}\n` })).toEqual([
      { path: 'a', why: 'it seems to hold a part of what was purged' },
    ]);
  });
});
