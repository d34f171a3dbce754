import { expect, test } from 'vitest';
import { Tables } from '../../../../../src/git/pack/attribution/tables.ts';
import { adoptPart, partOf } from '../../../../../src/git/pack/attribution/tables-part.ts';
import { Core } from '../../../../../src/wasm/core.ts';

const MARKED = Buffer.alloc(20, 0x11);
const SHARED_IDS = 1;

/** The smallest tables, which know one marked blob. */
function tables(): Tables {
  const made = new Tables(new Core(), 20, { commits: 0, trees: 0 });
  made.markAll(MARKED);
  return made;
}

const idOf = (n: number): Buffer => Buffer.concat([Buffer.alloc(16, 0x22), Buffer.from(Uint32Array.of(n).buffer)]);

const entry = (mode: string, name: string, id: Buffer): Buffer => Buffer.concat([Buffer.from(`${mode} ${name}\0`), id]);

/** What a tree holds of interest: "name id", the blob's with a star. */
function listOf(of: Tables, tree: Buffer): string[] {
  const { lists, edges, instances } = of.wordIndices();
  const { words } = of.core;
  const at = lists + 2 * of.find(tree);
  return Array.from({ length: words[at + 1]! }, (_, i) => {
    const instance = instances + 2 * words[edges + words[at]! - 1 + i]!;
    const target = words[instance + 1]!;
    return `${of.name(words[instance]!)} ${of.oid(target >>> 1)}${target & 1 ? '*' : ''}`;
  });
}

const commitOf = (tree: Buffer, parents: readonly Buffer[]): Buffer =>
  Buffer.from(
    [
      `tree ${tree.toString('hex')}`,
      ...parents.map((parent) => `parent ${parent.toString('hex')}`),
      'author A <a> 1 +0000\ncommitter C <c> 7 +0000\n\n',
    ].join('\n'),
  );

test('more than there is room for, of everything', () => {
  const [here, there] = [tables(), tables()];
  here.parseTree(idOf(1), Buffer.concat([entry('40000', 'own', idOf(7)), entry('100644', 'mark', MARKED)]));
  here.parseCommit(idOf(2), commitOf(idOf(1), [idOf(9)]));
  const names = Array.from({ length: 40_000 }, (_, i) => `folder number ${i}`);
  const large = Buffer.concat([
    entry('100644', 'mark', MARKED),
    ...names.map((name, i) => entry('40000', name, idOf(i))),
  ]);
  expect(there.parseTree(idOf(100_000), large)).toBe(true);
  const parents = Array.from({ length: 6000 }, (_, i) => idOf(200_000 + i));
  for (let n = 0; n < 1500; n++) there.parseCommit(idOf(300_000 + n), commitOf(idOf(1), parents.slice(n, n + 4)));
  there.parseCommit(idOf(400_000), commitOf(idOf(100_000), parents));

  adoptPart(here, partOf(there, SHARED_IDS));
  expect(listOf(here, idOf(1))).toEqual([`own ${idOf(7).toString('hex')}`, `mark ${MARKED.toString('hex')}*`]);
  expect(listOf(here, idOf(100_000))).toEqual([
    `mark ${MARKED.toString('hex')}*`,
    ...names.map((name, i) => `${name} ${idOf(i).toString('hex')}`),
  ]);
  const { records, parents: numbers } = here.commits();
  const commits = Array.from({ length: records.length / 6 }, (_, i) => records.subarray(6 * i, 6 * i + 6));
  const read = commits.map(([id, tree, first, count]) => ({
    id: here.oid(id!),
    tree: here.oid(tree!),
    parents: Array.from(numbers.subarray(first, first! + count!), (number) => here.oid(number)),
  }));
  const hex = (ids: readonly Buffer[]): string[] => ids.map((id) => id.toString('hex'));
  const [one, other] = hex([idOf(1), idOf(100_000)]);
  expect(read).toHaveLength(1502);
  expect(read[0]).toEqual({ id: hex([idOf(2)])[0], tree: one, parents: hex([idOf(9)]) });
  expect(read[1001]).toEqual({ id: hex([idOf(301_000)])[0], tree: one, parents: hex(parents.slice(1000, 1004)) });
  expect(read[1501]).toEqual({ id: hex([idOf(400_000)])[0], tree: other, parents: hex(parents) });
});
