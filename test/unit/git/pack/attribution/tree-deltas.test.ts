import { deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { Tables } from '../../../../../src/git/pack/attribution/tables.ts';
import { Core } from '../../../../../src/wasm/core.ts';
import { Dice } from './awkward-history.ts';

const MARKED = Buffer.alloc(20, 0x11);
const NAMES = ['a', 'b', 'x100644 y', '40000 z', 'long'.repeat(60), '100644 100644 ', 'é', '   '];
/** Slack that is asked of the source's end. */
const SLACK = 32;
const CANARY = Buffer.alloc(64, 0x5a);

interface Entry {
  readonly mode: string;
  readonly name: string;
  readonly id: Buffer;
}

/** Tables that know one marked blob, with room for sources. */
function tablesAnd() {
  const core = new Core();
  core.exports.inflateInit(core.alloc(core.exports.INFLATE_SCRATCH.value));
  const source = core.alloc(1 << 20);
  const tables = new Tables(core, 20, { commits: 0, trees: 0 });
  tables.markAll(MARKED);
  const canary = core.alloc(CANARY.length);
  CANARY.copy(core.bytes, canary);
  return { core, source, tables, canary };
}

/** Nothing was written behind the regions. */
function expectCanary({ core, canary }: Setup): void {
  expect(core.bytes.subarray(canary, canary + CANARY.length)).toEqual(CANARY);
}

type Setup = ReturnType<typeof tablesAnd>;

/** Ids are few, so that deltas find the same bytes in many places. */
const idOf = (dice: Dice): Buffer => (dice.chance(30) ? MARKED : Buffer.alloc(20, dice.roll(5) + 0x30));

const entries = (dice: Dice, most: number): Entry[] =>
  Array.from({ length: dice.roll(most) }, () => ({
    mode: dice.pick(['100644', '40000', '040000', '160000', '120000', '0', '100755']),
    name: dice.pick(NAMES) + dice.pick(['', '1', '2']),
    id: idOf(dice),
  }));

const treeOf = (list: readonly Entry[]): Buffer =>
  Buffer.concat(list.flatMap(({ mode, name, id }) => [Buffer.from(`${mode} ${name}\0`), id]));

/** What should be on a tree's list: "name>id" of folders and of the marked blob. */
const interesting = (list: readonly Entry[]): string[] =>
  list.flatMap(({ mode, name, id }) => {
    if (mode.endsWith('40000')) return `${name}>folder ${id.toString('hex')}`;
    return mode !== '160000' && id.equals(MARKED) ? `${name}>blob ${id.toString('hex')}` : [];
  });

function listOf({ core, tables }: Setup, own: Buffer): string[] {
  const { lists, edges, instances } = tables.wordIndices();
  const { words } = core;
  const [from, count] = [words[lists + 2 * tables.find(own)]! - 1, words[lists + 2 * tables.find(own) + 1]!];
  return Array.from({ length: count }, (_, i) => {
    const at = instances + 2 * words[edges + from + i]!;
    const name = Buffer.from(tables.name(words[at]!), 'latin1').toString();
    return `${name}>${words[at + 1]! & 1 ? 'blob' : 'folder'} ${tables.oid(words[at + 1]! >>> 1)}`;
  });
}

const varint = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)]);

/** A copy with all seven bytes there. */
const copy = (offset: number, length: number): number[] => [
  0xff,
  ...[0, 8, 16, 24].map((shift) => (offset >>> shift) & 255),
  ...[0, 8, 16].map((shift) => (length >>> shift) & 255),
];

/** A delta that cuts the target anywhere, and takes each part from anywhere in the base where the same bytes stand. */
function wildDelta(base: Buffer, target: Buffer, dice: Dice): Buffer {
  const parts: number[] = [...varint(base.length), ...varint(target.length)];
  for (let at = 0; at < target.length; ) {
    const part = target.subarray(at, at + 1 + dice.roll(dice.pick([3, 12, 60, 127])));
    const places: number[] = [];
    for (let place = base.indexOf(part); place >= 0; place = base.indexOf(part, place + 1)) places.push(place);
    if (places.length > 0 && dice.chance(90)) parts.push(...copy(dice.pick(places), part.length));
    else parts.push(part.length, ...part);
    at += part.length;
  }
  return Buffer.from(parts);
}

const ownOf = (n: number): Buffer => Buffer.alloc(20, 0x80 + n);

function read(
  { core, source, tables }: Setup,
  n: number,
  bytes: Buffer,
  baseAt: number | undefined,
  at: number,
  isBase = true,
): number {
  const packed = deflateSync(bytes);
  packed.copy(core.bytes, source);
  core.bytes.fill(0xee, source + packed.length, source + packed.length + SLACK);
  const own = tables.intern(ownOf(n));
  const end = source + packed.length;
  return tables.run(() =>
    baseAt === undefined
      ? core.exports.treeWhole(own, source, end, bytes.length, at)
      : core.exports.treeDelta(own, source, end, bytes.length, baseAt, at, isBase),
  );
}

test('chains of wild deltas give the lists of their trees', () => {
  for (let seed = 0; seed < 80; seed++) {
    const dice = new Dice(seed);
    const setup = tablesAnd();
    let list = entries(dice, 40);
    let base = treeOf(list);
    let [frame, at] = [0, read(setup, 0, base, undefined, 0)];
    expect(listOf(setup, ownOf(0))).toEqual(interesting(list));
    for (let depth = 1; depth < 8; depth++) {
      list = [
        ...list.slice(dice.roll(list.length + 1)),
        ...entries(dice, 6),
        ...list.slice(0, dice.roll(list.length + 1)),
      ];
      const target = treeOf(list);
      const delta = wildDelta(base, target, dice);
      if (dice.chance(50)) {
        read(setup, depth, delta, frame, at, false);
        expect(listOf(setup, ownOf(depth))).toEqual(interesting(list));
      }
      const top = read(setup, depth, delta, frame, at);
      expect(top).toBeGreaterThan(at);
      expect(listOf(setup, ownOf(depth))).toEqual(interesting(list));
      [base, frame, at] = [target, at, top];
    }
    expectCanary(setup);
  }
});

test('a long name and a long tree', () => {
  const setup = tablesAnd();
  const list = [
    { mode: '40000', name: 'n'.repeat(300_000), id: MARKED },
    ...Array.from({ length: 20_000 }, (_, i) => ({ mode: '100644', name: `f${i}`, id: i % 5 ? ownOf(1) : MARKED })),
  ];
  const tree = treeOf(list);
  const top = read(setup, 0, tree, undefined, 0);
  expect(listOf(setup, ownOf(0))).toEqual(interesting(list));
  const delta = [...varint(tree.length), ...varint(tree.length)];
  // In parts of 5,000 bytes, back to front in the middle of the name, where that changes nothing.
  for (let offset = 0; offset < tree.length; offset += 5000)
    delta.push(
      ...copy(
        offset > 50_000 && offset < 250_000 ? 300_000 - offset - 5000 : offset,
        Math.min(5000, tree.length - offset),
      ),
    );
  let [frame, at] = [0, top];
  // So many that the stack has to grow.
  for (let depth = 1; depth < 9; depth++) {
    [frame, at] = [at, read(setup, depth, Buffer.from(delta), frame, at)];
    expect(listOf(setup, ownOf(depth))).toEqual(interesting(list));
  }
  expect(at).toBeGreaterThan(4 << 20);
  expectCanary(setup);
});

test.each<[string, (base: Buffer) => number[]]>([
  ['for another base', (base) => [...varint(base.length + 1), ...varint(5), 5, 1, 2, 3, 4, 5]],
  ['with a copy beyond the base', (base) => [...varint(base.length), ...varint(10), ...copy(base.length - 5, 10)]],
  ['with a copy from beyond 4 GiB', (base) => [...varint(base.length), ...varint(16), ...copy(0xfffffff8, 16)]],
  ['with the reserved code', (base) => [...varint(base.length), ...varint(1), 0, 1]],
  ['that ends in an insert', (base) => [...varint(base.length), ...varint(9), 9, 1]],
  ['that ends in a copy', (base) => [...varint(base.length), ...varint(9), 0xff, 0, 0]],
  ['that gives less', (base) => [...varint(base.length), ...varint(base.length), ...copy(0, base.length - 1)]],
  ['that gives more', (base) => [...varint(base.length), ...varint(base.length - 1), ...copy(0, base.length)]],
  ['of a result beyond all bounds', (base) => [...varint(base.length), 0xff, 0xff, 0xff, 0xff, 0x0f, ...copy(0, 1)]],
  ['with a size without end', () => Array(50).fill(0xff)],
  ['of nothing', () => []],
  [
    'whose result is no tree',
    (base) => [...varint(base.length), ...varint(base.length - 7), ...copy(7, base.length - 7)],
  ],
])('a delta %s is refused', (_, make) => {
  const setup = tablesAnd();
  const base = treeOf([{ mode: '100644', name: 'file', id: MARKED }]);
  const top = read(setup, 0, base, undefined, 0);
  expect(read(setup, 1, Buffer.from(make(base)), 0, top)).toBeLessThan(0);
});

test('random bytes for deltas and trees end in an error, or a tree', () => {
  const setup = tablesAnd();
  const dice = new Dice(9);
  const base = treeOf(entries(new Dice(4), 60));
  const top = read(setup, 0, base, undefined, 0);
  for (let round = 0; round < 3000; round++) {
    const good = wildDelta(base, treeOf(entries(dice, 20)), dice);
    for (let flips = dice.roll(4); flips >= 0; flips--) good[dice.roll(good.length)] = dice.roll(256);
    const result = read(setup, 1, good, 0, top);
    expect(result < 0 || result > top).toBe(true);
  }
  expectCanary(setup);
});
