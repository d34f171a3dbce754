import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { UnleakError } from '../../../../../src/domain/unleak-error.ts';
import type { Attribution, AttributionRequest } from '../../../../../src/git/pack/attribution/attribution.ts';
import { type ObjectStore, openObjectStore } from '../../../../../src/git/pack/object-store.ts';
import { repository, sandbox, type TestRepository } from '../../../../support/sandbox.ts';
import { blob, type Entry, refDelta, sizeHeader, writeEntries } from '../pack-writer.ts';
import { attributeDealt, attributeIn, linesOf, objectsOf } from './attributed.ts';
import { Dice } from './awkward-history.ts';
import { awkward, REPACK, scatter, someBlobs } from './awkward-repository.ts';
import { allOf, gitText, tipsOf } from './oracle.ts';

/** What one thread says; or the code of its refusal. */
function outcomeOf(attribute: () => Attribution): Attribution | string {
  try {
    return attribute();
  } catch (error) {
    if (error instanceof UnleakError) return error.code;
    throw error;
  }
}

/** How many threads there are. */
const HANDS = [1, 2, 5];

/** Asserts that several threads say what one alone does, whoever reads what. @returns that */
function expectSame(store: ObjectStore, request: AttributionRequest): Attribution | string {
  const alone = outcomeOf(() => attributeIn(store, request));
  for (const hands of HANDS)
    expect(
      outcomeOf(() => attributeDealt(store, request, { hands, dice: new Dice(hands) })),
      `${hands} threads`,
    ).toEqual(alone);
  return alone;
}

function expectSameIn(repo: TestRepository, flagged: readonly string[], request: Partial<AttributionRequest> = {}) {
  const messages = [...allOf(repo, 'commit'), ...allOf(repo, 'tag')];
  const store = openObjectStore([objectsOf(repo)]);
  const wanted = { flagged, messages, tips: tipsOf(repo), ...request };
  const found = expectSame(store, wanted) as Attribution;
  expect(found.introductions.length).toBeGreaterThan(10);
  expect(attributeDealt(store, wanted, { hands: 3, dice: new Dice(1), lost: 1 }), 'one lost').toEqual(found);
}

test.each(Object.keys(REPACK))('one pack, stored with %s', (how) => {
  const repo = awkward(31, 200);
  if (REPACK[how]!.length > 0) repo.git(...REPACK[how]!);
  expectSameIn(repo, someBlobs(repo));
  expectSameIn(repo, allOf(repo, 'blob'), { onlyCommits: allOf(repo, 'commit').slice(50) });
});

test('SHA-256', () => {
  const repo = awkward(32, 120, '--object-format=sha256');
  repo.git('repack', '-adfq', '--keep-unreachable');
  expectSameIn(repo, someBlobs(repo));
});

test('several packs, objects that stand in two, and loose ones', () => {
  const repo = awkward(33, 200);
  repo.git('repack', '-adfq', '--keep-unreachable');
  const spread = repository('--bare');
  scatter(repo, spread);
  expectSameIn(spread, someBlobs(spread));
  // All of it once more, behind the others.
  const all = ['commit', 'tree', 'blob', 'tag'].flatMap((type) => allOf(repo, type));
  gitText(repo, ['pack-objects', '-q', join(objectsOf(spread), 'pack', 'pack')], `${all.join('\n')}\n`);
  expectSameIn(spread, someBlobs(spread));
});

test('an alternate, and parents that a shallow clone lacks', () => {
  const repo = awkward(34, 100);
  const shared = repository('--bare');
  mkdirSync(join(objectsOf(shared), 'info'), { recursive: true });
  writeFileSync(join(objectsOf(shared), 'info', 'alternates'), `${objectsOf(repo)}\n`);
  for (const ref of ['main', 'dev']) shared.git('update-ref', `refs/heads/${ref}`, repo.git('rev-parse', ref));
  shared.git('commit-tree', '-m', 'above', '-p', 'main', 'main^{tree}');
  expectSameIn(shared, someBlobs(repo), { shallow: allOf(repo, 'commit').slice(0, 20) });
});

test('damaged entries', () => {
  const repo = awkward(35, 120);
  repo.git('repack', '-adfq', '--keep-unreachable', '--depth=50', '--window=50');
  const request = { flagged: allOf(repo, 'blob'), tips: tipsOf(repo) };
  const folder = join(objectsOf(repo), 'pack');
  const file = join(folder, readdirSync(folder).find((name) => name.endsWith('.pack'))!);
  const pack = readFileSync(file);
  const dice = new Dice(4);
  let incomplete = 0;
  for (let round = 0; round < 25; round++) {
    unlinkSync(file);
    const copy = Buffer.from(pack);
    for (let flips = dice.pick([1, 10]); flips > 0; flips--)
      copy[12 + dice.roll(copy.length - 32)]! ^= 1 << dice.roll(8);
    writeFileSync(file, copy);
    const found = expectSame(openObjectStore([objectsOf(repo)]), request);
    if (typeof found === 'string' || found.incomplete.length > 0) incomplete++;
  }
  expect(incomplete).toBeGreaterThan(5);
});

const TYPES = { commit: 1, tree: 2 };

const idOf = (type: string, content: Buffer): Buffer =>
  createHash('sha1').update(`${type} ${content.length}\0`).update(content).digest();

/** A commit or tree, whole. @param id where the index lies about it */
const entryOf = (type: keyof typeof TYPES, content: Buffer, id = idOf(type, content)): Entry => ({
  id,
  bytes: Buffer.concat([sizeHeader(TYPES[type], content.length), deflateSync(content)]),
});

const treeOf = (...names: readonly [name: string, id: Buffer][]): Buffer =>
  Buffer.concat(names.flatMap(([name, id]) => [Buffer.from(`100644 ${name}\0`), id]));

const commitOf = (tree: Buffer, ...parents: readonly Buffer[]): Buffer =>
  Buffer.from(
    [
      `tree ${tree.toString('hex')}`,
      ...parents.map((parent) => `parent ${parent.toString('hex')}`),
      'author A <a> 1 +0000',
      `committer C <c> ${parents.length + 1} +0000\n\nx`,
    ].join('\n'),
  );

test('deltas on a tree in another pack', () => {
  const [first, second] = [blob('one'), blob('two')];
  const base = treeOf(['a', first.id]);
  const result = treeOf(['a', first.id], ['b', second.id]);
  const more = result.subarray(base.length);
  const delta = Buffer.from([base.length, result.length, 0x90, base.length, more.length, ...more]);
  const oldest = entryOf('commit', commitOf(idOf('tree', base)));
  const newest = entryOf('commit', commitOf(idOf('tree', result), oldest.id));
  const objects = sandbox().root;
  writeEntries(objects, 'x', [{ id: idOf('tree', result), bytes: refDelta(delta, idOf('tree', base)) }, newest]);
  writeEntries(objects, 'y', [first, second, entryOf('tree', base), oldest]);
  const [one, two] = [first.id.toString('hex'), second.id.toString('hex')];
  const request = { flagged: [one, two], tips: [newest.id.toString('hex')] };
  const found = expectSame(openObjectStore([objects]), request) as Attribution;
  expect(linesOf(found)).toEqual(
    [`${oldest.id.toString('hex')} a ${one}`, `${newest.id.toString('hex')} b ${two}`].sort(),
  );
  expect(found.incomplete).toEqual([]);
});

test('of copies that differ, the first pack has the say, whoever reads it', () => {
  const [secret, other] = [blob('secret'), blob('other')];
  const [tree, otherTree] = [treeOf(['right', secret.id]), treeOf(['wrong', secret.id])];
  const commit = commitOf(idOf('tree', tree));
  const objects = sandbox().root;
  writeEntries(objects, 'a', [secret, entryOf('tree', tree), entryOf('commit', commit)]);
  for (const name of ['b', 'c', 'd'])
    writeEntries(objects, name, [
      entryOf('tree', otherTree, idOf('tree', tree)),
      entryOf('commit', commitOf(other.id), idOf('commit', commit)),
    ]);
  const tip = idOf('commit', commit).toString('hex');
  const store = openObjectStore([objects]);
  const found = expectSame(store, { flagged: [secret.id.toString('hex')], tips: [tip] }) as Attribution;
  const first = store.packs[0]!.file.endsWith('pack-a.pack');
  expect(found.introductions.map(({ path }) => path)).toEqual(first ? ['right'] : ['wrong']);
});
