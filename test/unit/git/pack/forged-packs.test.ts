import { execFileSync } from 'node:child_process';
import { closeSync, ftruncateSync, openSync, readFileSync, rmSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openObjectStore } from '../../../../src/git/pack/object-store.ts';
import { PackBytes } from '../../../../src/git/pack/pack-bytes.ts';
import { Core } from '../../../../src/wasm/core.ts';
import { sandbox } from '../../../support/sandbox.ts';
import { expectSound, readerOf } from './histories.ts';
import * as writer from './pack-writer.ts';

const HELLO = writer.blob('hello, ');
const WORLD = writer.appending('world', 'hello, ');
const ABSENT = Buffer.alloc(20, 0xab);
const NOBODY = Buffer.alloc(20, 0xcd);

const REFUSED = expect.objectContaining({
  code: expect.stringMatching(/^(object-corrupt|object-missing|unsupported)$/),
});

const open = (objects: string) => openObjectStore([objects]);

/** A store of one pack with these entries. */
function storeOf(...entries: writer.Entry[]) {
  const store = open(writer.writeEntries(sandbox().root, 'x', entries));
  expect(store.unreadable).toEqual([]);
  for (const table of store.packs) expectSound(table);
  return store;
}

const textOf = (store: ReturnType<typeof open>, id: Buffer): string | undefined =>
  readerOf(store).read(id)?.bytes.toString();

/** Types by id, in the order given. */
function typesOf(store: ReturnType<typeof open>, ...ids: Buffer[]): (number | undefined)[] {
  return ids.map((id) => {
    const place = store.find(id);
    return place === undefined || place === 'loose' ? undefined : store.packs[place.pack]!.type[place.slot];
  });
}

test('deltas on a base before them and on a base behind them', () => {
  const before = storeOf(HELLO, { id: WORLD.id, bytes: writer.ofsDelta(WORLD.delta, HELLO.bytes.length) });
  expect(typesOf(before, HELLO.id, WORLD.id)).toEqual([3, 3]);
  expect(textOf(before, WORLD.id)).toBe('hello, world');
  const behind = storeOf({ id: WORLD.id, bytes: writer.refDelta(WORLD.delta, HELLO.id) }, HELLO);
  expect([...behind.packs[0]!.base]).toEqual([1, -1]);
  expect(textOf(behind, WORLD.id)).toBe('hello, world');
});

test('a thin pack: the base lies in another pack, or in a file of its own', () => {
  const objects = writer.writeEntries(sandbox().root, 'b', [
    { id: WORLD.id, bytes: writer.refDelta(WORLD.delta, HELLO.id) },
  ]);
  expect(typesOf(open(objects), WORLD.id)).toEqual([0]);
  expect(open(objects).packs[0]!.unresolved).toBe(1);
  const missing = expect.objectContaining({
    code: 'object-missing',
    message: expect.stringContaining(HELLO.id.toString('hex')),
  });
  expect(() => textOf(open(objects), WORLD.id)).toThrow(missing);
  writer.writeEntries(objects, 'c', [HELLO]);
  expect(textOf(open(objects), WORLD.id)).toBe('hello, world');
  rmSync(join(objects, 'pack', 'pack-c.pack'));
  rmSync(join(objects, 'pack', 'pack-c.idx'));
  execFileSync('git', ['init', '-q', '--bare', join(objects, 'r.git')]);
  execFileSync('git', ['-C', join(objects, 'r.git'), 'hash-object', '-w', '--stdin'], { input: 'hello, ' });
  expect(textOf(openObjectStore([objects, join(objects, 'r.git', 'objects')]), WORLD.id)).toBe('hello, world');
});

test('a delta on a delta whose base is elsewhere', () => {
  const again = writer.appending('!', 'hello, world');
  const first = { id: WORLD.id, bytes: writer.refDelta(WORLD.delta, HELLO.id) };
  const second = { id: again.id, bytes: writer.ofsDelta(again.delta, first.bytes.length) };
  const objects = writer.writeEntries(sandbox().root, 'b', [first, second]);
  writer.writeEntries(objects, 'c', [HELLO]);
  expect(typesOf(open(objects), WORLD.id, again.id)).toEqual([0, 0]);
  expect(textOf(open(objects), again.id)).toBe('hello, world!');
});

test.each<[string, writer.Entry[]]>([
  ['onto itself', [{ id: NOBODY, bytes: writer.refDelta(WORLD.delta, NOBODY) }]],
  [
    'in a ring',
    [
      { id: NOBODY, bytes: writer.refDelta(WORLD.delta, ABSENT) },
      { id: ABSENT, bytes: writer.refDelta(WORLD.delta, NOBODY) },
    ],
  ],
  ['onto what is nowhere', [{ id: NOBODY, bytes: writer.refDelta(WORLD.delta, ABSENT) }]],
  ['onto itself, by distance', [{ id: NOBODY, bytes: writer.ofsDelta(WORLD.delta, 0) }]],
  ['in front of the pack', [{ id: NOBODY, bytes: writer.ofsDelta(WORLD.delta, 1000) }]],
  ['between two entries', [HELLO, { id: NOBODY, bytes: writer.ofsDelta(WORLD.delta, 3) }]],
  ['by a distance without end', [{ id: NOBODY, bytes: Buffer.from([0x6c, ...Array<number>(60).fill(0xff)]) }]],
])('a delta %s has no type and is refused', (_, entries) => {
  const store = storeOf(...entries);
  expect(typesOf(store, NOBODY)).toEqual([0]);
  expect(() => textOf(store, NOBODY)).toThrow(REFUSED);
});

test.each([
  ['of type 0', writer.sizeHeader(0, 3)],
  ['of type 5', writer.sizeHeader(5, 3)],
  ['with a size without end', Buffer.alloc(60, 0xbf)],
  ['with a size beyond 2^53', Buffer.from([0xbf, ...Array<number>(7).fill(0xff), 0x7f])],
  ['that ends in its header', Buffer.from([0xb0])],
  ['that ends in the id of its base', Buffer.from([0x70, 1, 2, 3])],
])('an entry %s has no type and is refused', (_, bytes) => {
  const store = storeOf(HELLO, { id: NOBODY, bytes });
  expect(typesOf(store, HELLO.id, NOBODY)).toEqual([3, 0]);
  expect(textOf(store, HELLO.id)).toBe('hello, ');
  expect(() => textOf(store, NOBODY)).toThrow(expect.objectContaining({ code: 'object-corrupt' }));
});

test.each([
  ['nothing that zlib knows', Buffer.concat([writer.sizeHeader(3, 7), Buffer.alloc(20, 7)])],
  ['less than it says', Buffer.concat([writer.sizeHeader(3, 8), HELLO.bytes.subarray(1)])],
  ['more than it says', Buffer.concat([writer.sizeHeader(3, 6), HELLO.bytes.subarray(1)])],
  ['another object', writer.blob('jello, ').bytes],
  ['a delta for another base', writer.ofsDelta(writer.appending('!', 'other').delta, HELLO.bytes.length)],
])('an entry that holds %s is refused, and a sound copy is found', (_, bytes) => {
  const objects = writer.writeEntries(sandbox().root, 'a', [HELLO, { id: WORLD.id, bytes }]);
  expect(() => textOf(open(objects), WORLD.id)).toThrow(expect.objectContaining({ code: 'object-corrupt' }));
  writer.writeEntries(objects, 'b', [writer.blob('hello, world')]);
  expect(textOf(open(objects), WORLD.id)).toBe('hello, world');
});

test('one id twice in a pack: a ring through one of the two is no loss', () => {
  const ring = { id: HELLO.id, bytes: writer.refDelta(writer.appending('x', 'hello').delta, WORLD.id) };
  const store = storeOf(ring, { id: WORLD.id, bytes: writer.refDelta(WORLD.delta, HELLO.id) }, HELLO);
  expect(store.packs[0]!.repeats).toBe(true);
  expect(store.duplicates(0)!.reduce((sum, mark) => sum + mark, 0)).toBe(1);
  // Which of the two the index leads to is chance; wrong bytes are never the outcome.
  for (const id of [HELLO.id, WORLD.id]) {
    try {
      expect(textOf(store, id)).toBe(id === HELLO.id ? 'hello, ' : 'hello, world');
    } catch (error) {
      expect(error).toMatchObject({ code: 'unsupported' });
    }
  }
});

test('a chain longer than git makes them has its type, and is left to git', () => {
  const entries: writer.Entry[] = [writer.blob('x')];
  for (let i = 0; i < 5000; i++) {
    const id = Buffer.alloc(20, 1);
    id.writeUInt32BE(i, 1);
    entries.push({ id, bytes: writer.ofsDelta(Buffer.from([1, 1, 0x90, 1]), entries.at(-1)!.bytes.length) });
  }
  const store = storeOf(...entries);
  expect(store.packs[0]!.unresolved).toBe(0);
  expect(() => textOf(store, entries.at(-1)!.id)).toThrow(expect.objectContaining({ code: 'unsupported' }));
});

const FOUR = [HELLO, writer.blob('one'), writer.blob('two'), writer.blob('three')];
const PACK = writer.packOf(FOUR);
const INDEX = writer.indexOf(writer.placesOf(FOUR), PACK.subarray(-20));
const changed = (bytes: Buffer, at: number, ...values: number[]): Buffer => {
  const copy = Buffer.from(bytes);
  for (const [i, value] of values.entries()) copy[at + i] = value;
  return copy;
};
const OFFSETS = 8 + 1024 + 4 * 24;

test.each<[string, Buffer, Buffer | undefined, RegExp]>([
  ['no index', PACK, undefined, /no index/],
  ['an empty index', PACK, Buffer.alloc(0), /index is cut off/],
  ['an index that is cut off', PACK, INDEX.subarray(0, -5), /has not the length/],
  ['an index with a wrong checksum', PACK, changed(INDEX, 1100, 0, 0, 0), /checksum is wrong/],
  ['an index of version 3', PACK, writer.resealed(changed(INDEX, 7, 3)), /version 3/],
  ['an index whose first table descends', PACK, writer.resealed(changed(INDEX, 8, 1)), /descends/],
  ['an index with ids out of order', PACK, writer.resealed(changed(INDEX, 1032, 0xff)), /not in order/],
  [
    'an index with one place twice',
    PACK,
    writer.resealed(changed(INDEX, OFFSETS, ...INDEX.subarray(OFFSETS + 4, OFFSETS + 8))),
    /same place/,
  ],
  ['an index with a place in the header', PACK, writer.resealed(changed(INDEX, OFFSETS, 0, 0, 0, 3)), /outside/],
  ['an index with a place behind the pack', PACK, writer.resealed(changed(INDEX, OFFSETS, 0, 1, 0, 3)), /outside/],
  ['an index with a large place that it lacks', PACK, writer.resealed(changed(INDEX, OFFSETS, 0x80)), /does not hold/],
  ['the index of another pack', writer.packOf([...FOUR.slice(1), HELLO]), INDEX, /another pack/],
  ['an index of more objects', writer.packOf(FOUR.slice(1)), INDEX, /lists 4 objects, the pack 3/],
  ['no pack signature', changed(PACK, 0, 0x51), INDEX, /begin as one/],
  ['a pack of version 4', changed(PACK, 7, 4), INDEX, /version 4/],
  ['an empty pack', Buffer.alloc(0), INDEX, /cut off/],
  ['a pack that is only a header', PACK.subarray(0, 12), INDEX, /cut off/],
  ['a pack that lost its end', PACK.subarray(0, -30), INDEX, /outside|another pack/],
])('%s: the pack is unreadable, and the next one is not', (_, pack, index, why) => {
  const objects = writer.writePack(sandbox().root, 'bad', pack, index);
  writer.writeEntries(objects, 'good', [writer.blob('good')]);
  const store = open(objects);
  expect(store.packs.map(({ file }) => file)).toEqual([expect.stringContaining('good')]);
  expect(store.unreadable).toEqual([
    { file: expect.stringContaining('pack-bad.pack'), why: expect.stringMatching(why) },
  ]);
});

test('an index with two ids of one first byte in the wrong order', () => {
  const entries = [1, 2].map((byte) => ({ ...HELLO, id: Buffer.alloc(20, byte).fill(7, 0, 1) }));
  const pack = writer.packOf(entries);
  const index = writer.indexOf(writer.placesOf(entries), pack.subarray(-20));
  const swapped = changed(index, 1032, ...entries[1]!.id, ...entries[0]!.id);
  const { unreadable } = open(writer.writePack(sandbox().root, 'x', pack, writer.resealed(swapped)));
  expect(unreadable.map(({ why }) => why)).toEqual(["The index's ids are not in order."]);
});

test('entries that overlap are never read as something else', () => {
  const places = writer.placesOf(FOUR);
  places[2] = { ...places[2]!, offset: places[1]!.offset + 2 };
  const objects = writer.writePack(sandbox().root, 'x', PACK, writer.indexOf(places, PACK.subarray(-20)));
  const store = open(objects);
  expectSound(store.packs[0]!);
  for (const { id } of FOUR.slice(1, 3)) expect(() => textOf(store, id)).toThrow(REFUSED);
  expect(textOf(store, FOUR[3]!.id)).toBe('three');
});

test('a pack beyond 4 GiB', () => {
  const objects = sandbox().root;
  const far = 5 * 2 ** 30 + 7;
  const filler = writer.blob('this entry goes on for gigabytes');
  const deltaOverAll = { id: WORLD.id, bytes: writer.ofsDelta(WORLD.delta, far - 12) };
  const last = writer.blob('last');
  const places = [
    { ...HELLO, offset: 12 },
    { ...filler, offset: 12 + HELLO.bytes.length },
    { ...deltaOverAll, offset: far },
    { ...last, offset: far + deltaOverAll.bytes.length },
  ];
  const end = far + deltaOverAll.bytes.length + last.bytes.length;
  const file = join(
    writer.writePack(objects, 'x', Buffer.alloc(0), writer.indexOf(places, ABSENT)),
    'pack/pack-x.pack',
  );
  const fd = openSync(file, 'w');
  ftruncateSync(fd, end + 20);
  writeSync(fd, Buffer.from('5041434b0000000200000004', 'hex'), 0, 12, 0);
  for (const { bytes, offset } of places) writeSync(fd, bytes, 0, bytes.length, offset);
  writeSync(fd, ABSENT, 0, 20, end);
  closeSync(fd);
  const store = open(objects);
  expect(store.unreadable).toEqual([]);
  const [table] = store.packs;
  expectSound(table!);
  expect([[...table!.offset], [...table!.base]]).toEqual([
    [...places.map(({ offset }) => offset), end],
    [-1, -1, 0, -1],
  ]);
  expect(textOf(store, WORLD.id)).toBe('hello, world');
  expect(textOf(store, last.id)).toBe('last');
  expect(() => textOf(store, filler.id)).toThrow(expect.objectContaining({ code: 'unsupported' }));
  const core = new Core();
  const bytes = new PackBytes(core, file, 2 ** 20);
  const at = bytes.at(far, deltaOverAll.bytes.length);
  expect(core.bytes.subarray(at, at + deltaOverAll.bytes.length).equals(deltaOverAll.bytes)).toBe(true);
  bytes.close();
});

test('a pack that becomes shorter or goes away after it was opened', () => {
  const objects = writer.writeEntries(sandbox().root, 'x', FOUR);
  const store = open(objects);
  const file = join(objects, 'pack', 'pack-x.pack');
  const length = readFileSync(file).length;
  truncateSync(file, length - 22);
  expect(() => textOf(store, FOUR[3]!.id)).toThrow(expect.objectContaining({ code: 'object-corrupt' }));
  expect(textOf(store, HELLO.id)).toBe('hello, ');
  rmSync(file);
  expect(() => textOf(store, HELLO.id)).toThrow(expect.objectContaining({ code: 'io' }));
});
