import fc from 'fast-check';

/** An entry of a tree, with the number from which its id is made. */
export interface Entry {
  readonly mode: '40000' | '100644' | '100755' | '120000' | '160000';
  readonly name: string;
  readonly id: number;
}

/** What changes from one tree to the next. */
export interface Change {
  readonly kind: 'id' | 'id' | 'add' | 'remove' | 'rename' | 'mode';
  /** Where, as a part of the tree. */
  readonly place: number;
  readonly count: number;
  readonly value: number;
}

const change: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom('id', 'id', 'add', 'remove', 'rename', 'mode'),
  place: fc.double({ min: 0, max: 0.999, noNaN: true }),
  count: fc.integer({ min: 1, max: 4 }),
  value: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
});

/** A tree's entries, and its next states. */
export const history = fc.tuple(fc.integer({ min: 0, max: 200 }), fc.array(fc.array(change, { maxLength: 6 })));

/** A tree of so many files. */
export const treeOf = (count: number): Entry[] =>
  Array.from({ length: count }, (_, n) => ({ mode: '100644', name: `file-${String(n * 7).padStart(6, '0')}`, id: n }));

export function changed(entries: readonly Entry[], { kind, place, count, value }: Change): Entry[] {
  const at = Math.floor(place * entries.length);
  const range = entries.slice(at, at + count);
  const names = Array.from({ length: count }, (_, k) => `file-${String((value + k) % 1_000_000).padStart(6, '0')}.new`);
  const instead: Record<Change['kind'], () => Entry[]> = {
    id: () => range.map((entry, k) => ({ ...entry, id: value + k })),
    add: () => [...range, ...names.map((name, k): Entry => ({ mode: '100644', name, id: value + k }))],
    remove: () => [],
    rename: () => range.map((entry, k) => ({ ...entry, name: names[k]! })),
    mode: () => range.map((entry) => ({ ...entry, mode: entry.mode === '40000' ? '100755' : '40000' })),
  };
  const others = new Map([...entries.slice(0, at), ...entries.slice(at + count)].map((entry) => [entry.name, entry]));
  for (const entry of instead[kind]()) others.set(entry.name, entry);
  return [...others.values()].sort((a, b) => (orderName(a) < orderName(b) ? -1 : 1));
}

/** git orders a folder as if its name ended with a slash. */
const orderName = ({ mode, name }: Entry): string => (mode === '40000' ? `${name}/` : name);

/** The bytes of a tree. @param idOf makes an id of an entry */
export const treeBytes = (entries: readonly Entry[], idOf: (entry: Entry) => Buffer): Buffer =>
  Buffer.concat(entries.flatMap((entry) => [Buffer.from(`${entry.mode} ${entry.name}\0`), idOf(entry)]));
