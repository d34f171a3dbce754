import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { KnownPacks } from '../../../../../src/gate/history/cache/known-packs.ts';
import type { PackRecord } from '../../../../../src/gate/history/cache/pack-record.ts';
import { SealedFiles } from '../../../../../src/gate/history/cache/sealed-files.ts';
import { takeSnapshot } from '../../../../../src/gate/history/cache/snapshot.ts';
import { type Holder, holdersIn } from '../../../../../src/gate/history/holdings.ts';
import { type PackScan, scanPacks } from '../../../../../src/gate/history/scan-packs.ts';
import { Searcher } from '../../../../../src/gate/history/searcher.ts';
import { Crew } from '../../../../../src/gate/history/threads.ts';
import { openObjectStore } from '../../../../../src/git/pack/object-store.ts';
import { RULES } from '../../../../../src/rules/generated/rules.ts';
import { repository } from '../../../../support/sandbox.ts';
import { expectNoSecret, githubToken, npmToken } from '../../../../support/secrets.ts';

const deadline = Number.POSITIVE_INFINITY;

/** A repository with two packs, scanned and remembered. */
async function remembered() {
  const repo = repository();
  vi.stubEnv('XDG_STATE_HOME', join(repo.sandbox.root, 'state'));
  const kept = githubToken();
  repo.commit('one', { a: `A = "${kept}"\n`, b: `B = "${npmToken()}"\n${kept}\n` });
  repo.git('repack', '-dq');
  repo.commit(`two ${npmToken()}`, { a: `A = "${kept}"\nmore\n` });
  repo.git('repack', '-dq');
  const objects = join(repo.path, '.git', 'objects');
  const open = () => new KnownPacks(SealedFiles.open(repo.path)!, 'stamp', takeSnapshot([objects])!);
  const scan = (known?: KnownPacks): Promise<PackScan> =>
    scanPacks(openObjectStore([objects]), new Crew(0), {
      ...{ rules: RULES, deadline, threads: 1 },
      recallPacks: known && ((store, salt) => known.recall(store, () => new Searcher(RULES, { salt, deadline }))),
    });
  const store = openObjectStore([objects]);
  const first = await scan();
  open().remember(store, first, takeSnapshot([objects])!);
  return { store, open, scan, first, cache: join(repo.path, 'unleak', 'cache'), files: SealedFiles.open(repo.path)! };
}

/** Who holds how many secrets, and which of them are the same, whatever they are called in a run. */
function shapeOf(holders: readonly Holder[]): unknown {
  const sorted = [...holders].sort((a, b) => (a.oid < b.oid ? -1 : 1));
  const names = [...new Set(sorted.flatMap(({ secrets }) => [...secrets].sort()))];
  const ofOne = new Map(
    names.map((name) => [name, sorted.filter(({ secrets }) => secrets.includes(name)).map(({ oid }) => oid)]),
  );
  return sorted.map(({ oid, type, secrets }) => ({
    oid,
    type,
    secrets: secrets.map((name) => [name.split(' ')[0], ofOne.get(name)]).sort(),
  }));
}

const sum = ({ results }: PackScan): number[] =>
  results.reduce(([objects = 0, bytes = 0], result) => [objects + result.objects, bytes + result.bytes], [0, 0]);

describe('KnownPacks', () => {
  it('says of packs what a scan of them says, across packs', async () => {
    const { store, open, scan, first } = await remembered();
    const second = await scan(open());
    expect([...second.known]).toEqual([0, 1]);
    expect(second.results[0]).toMatchObject({ objects: 0, bytes: 0, flagged: { objects: [] } });
    const holders = ({ results }: PackScan): Holder[] =>
      holdersIn(
        store,
        results.map(({ flagged }) => flagged),
      );
    expect(shapeOf(holders(second))).toEqual(shapeOf(holders(first)));
    expect(holders(second).length).toBe(4);
    expect(sum(second)).toEqual(sum(first));
  });

  it('keeps no secret', async () => {
    const { files, cache } = await remembered();
    const names = readdirSync(cache);
    expect(names).toHaveLength(2);
    for (const name of names) expectNoSecret(JSON.stringify(files.read(name, name.slice('pack-'.length))));
  });

  it.each<[string, (secret: PackRecord['secrets'][number]) => object]>([
    ['another start', ({ start }) => ({ start: start + 1 })],
    ['another end', ({ end }) => ({ end: end - 1 })],
    ['another rule', () => ({ rule: 'none' })],
    ['a slot that there is not', () => ({ slot: 1000 })],
  ])('does not know a pack of which a secret is recorded with %s', async (_, change) => {
    const { store, files, cache, open } = await remembered();
    for (const name of readdirSync(cache)) {
      const key = name.slice('pack-'.length);
      const record = files.read(name, key) as PackRecord;
      files.write(name, key, {
        ...record,
        secrets: record.secrets.map((secret) => ({ ...secret, ...change(secret) })),
      });
    }
    expect(open().recall(store, () => new Searcher(RULES, { salt: Buffer.alloc(32), deadline })).size).toBe(0);
  });
});
