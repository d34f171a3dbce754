import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { Secret } from '../../../src/domain/secret.ts';
import type { LiteralOptions } from '../../../src/gate/history/literals/find-literals.ts';
import { openRepository } from '../../../src/git/open-repository.ts';
import { openObjectStore } from '../../../src/git/pack/object-store.ts';
import { Cleaner } from '../../../src/purge/clean/cleaner.ts';
import type { Cleans } from '../../../src/purge/find/cleans.ts';
import { findHolders } from '../../../src/purge/find/find-holders.ts';
import type { Found } from '../../../src/purge/find/found.ts';
import { holdersByGit } from '../../support/purge/holders-by-git.ts';
import { ReferenceCleaner, WRITTEN } from '../../support/purge/reference-cleaner.ts';
import { secretStream } from '../../support/purge/secret-history.ts';
import { repository, TestRepository } from '../../support/sandbox.ts';
import { expandTemplate, seededRandom } from '../../support/template.ts';
import { fastImport } from '../../unit/git/pack/histories.ts';

// 36 characters, as the reference takes them.
const TEXT = expandTemplate('{base62:36}', seededRandom(5));
const CLEANER = new ReferenceCleaner(TEXT);

async function find(repo: TestRepository, cleaner: Cleans = CLEANER, options: LiteralOptions = {}): Promise<Found> {
  const { repository: opened } = await openRepository(repo.path);
  const store = openObjectStore([join(repo.path, '.git/objects')]);
  expect(store.unreadable).toEqual([]);
  return findHolders(store, opened, cleaner, options);
}

/** Asserts that every object is looked at, and the same ones are found as by a look at all of each. */
async function expectSame(repo: TestRepository, options: LiteralOptions = {}, hashLength = 20): Promise<Found> {
  const found = await find(repo, CLEANER, options);
  expect(found).toEqual({ ...holdersByGit(repo, CLEANER, hashLength), unread: [] });
  return found;
}

function withSecrets(seed: number, ...init: string[]): TestRepository {
  const repo = repository(...init);
  fastImport(repo, secretStream(TEXT, seed));
  return repo;
}

const packed = (repo: TestRepository, ...args: string[]): TestRepository => {
  repo.git('repack', '-adfq', '--depth=50', '--window=50', ...args);
  repo.git('prune-packed');
  return repo;
};

describe('findHolders', () => {
  it.each([1, 2, 3, 4, 5, 6])(
    'finds in packs with deltas what a look at every object finds (history %i)',
    async (seed) => {
      const found = await expectSame(packed(withSecrets(seed)));
      expect(Math.min(found.blobs.length, found.commits.length, found.trees.length)).toBeGreaterThan(2);
      expect(found.tags).toHaveLength(1);
    },
  );

  it.each([21, 22, 23])('with the product’s cleaner, the same as the reference (history %i)', async (seed) => {
    const repo = packed(withSecrets(seed));
    const secret = { secret: new Secret(TEXT), replacement: { kind: 'same-length' as const }, name: 'the text' };
    const cleaner = new Cleaner({ texts: [secret], patterns: [] });
    const found = await find(repo, cleaner);
    expect(found).toEqual({ ...holdersByGit(repo, cleaner), unread: [] });
    expect(found).toEqual({ ...holdersByGit(repo, CLEANER), unread: [] });
  });

  it('in SHA-256 repositories', async () => {
    await expectSame(packed(withSecrets(7, '--object-format=sha256')), {}, 32);
  });

  it('in files of their own, in several packs, in copies of both', async () => {
    const repo = withSecrets(8);
    loosen(repo);
    await expectSame(repo);
    // A second pack with some of the same objects, and others beside the loose ones.
    repo.git('repack', '-q', '-d');
    fastImport(repo, secretStream(TEXT, 9, 10).replaceAll('refs/heads/main', 'refs/heads/other'));
    repo.sandbox.run('sh', ['-c', 'git rev-list --objects other main | git pack-objects -q .git/objects/pack/pack'], {
      cwd: repo.path,
    });
    loosen(repo, 'keep');
    const { packs, loose } = openObjectStore([join(repo.path, '.git/objects')]);
    expect(packs.length).toBeGreaterThan(1);
    expect(loose.count).toBeGreaterThan(10);
    await expectSame(repo);
  });

  it('in alternates, and in what no ref reaches', async () => {
    const lender = packed(withSecrets(10));
    const repo = new TestRepository(lender.sandbox, 'borrower');
    writeFileSync(join(repo.path, '.git/objects/info/alternates'), `${lender.path}/.git/objects\n`);
    repo.sandbox.run('git', ['hash-object', '-w', '--stdin'], { cwd: repo.path, input: `lost: ${TEXT}` });
    const found = await expectSame(repo);
    expect(found.blobs.length).toBeGreaterThan(3);
  });

  it('by a cleaner that can say nothing of literals, such as one with an expression', async () => {
    const repo = packed(withSecrets(11));
    const anything: Cleans = {
      clean: (bytes) => CLEANER.clean(bytes),
      tells: (bytes) => CLEANER.tells(bytes),
      prefilter: () => undefined,
    };
    expect(await find(repo, anything)).toEqual({ ...holdersByGit(repo, CLEANER), unread: [] });
    const many = Array.from({ length: 9000 }, (_, i) => ({ text: `${TEXT.slice(0, 12)}${i}`, caseless: false }));
    expect(await find(repo, { ...anything, prefilter: () => many })).toEqual(await find(repo, anything));
  });

  it('in objects that are too large for the engine', async () => {
    const repo = withSecrets(12);
    const filler = Buffer.alloc(3_000_000, 'lorem ipsum\n');
    repo.git('checkout', '-q', 'main');
    repo.commit('large', { large: Buffer.concat([filler, WRITTEN['base64, lines of 64']!(TEXT), filler]) });
    repo.commit('larger', { large: Buffer.concat([filler, WRITTEN.hex!(TEXT), filler, filler]) });
    repo.commit('gone', { large: Buffer.concat([filler, filler]) });
    packed(repo);
    // One eighth of it is what an object may take.
    await expectSame(repo, { maxMemory: 4 << 20 });
    await expectSame(repo);
  });

  it('in objects that are too large for memory, or says that it could not look into them', async () => {
    const repo = repository();
    const size = 66 << 20;
    const at = (position: number, part: Buffer, name: string): string => {
      const bytes = Buffer.alloc(size, 'lorem ipsum\n');
      part.copy(bytes, position);
      repo.write(name, bytes);
      return repo.git('-c', 'core.compression=0', 'hash-object', '-w', name);
    };
    // Across the end of a window of 4 MiB.
    const holder = at((4 << 20) - 17, Buffer.from(TEXT), 'a');
    const inner = Buffer.from(WRITTEN.gzip!(TEXT + expandTemplate('{base64:400000}', seededRandom(1))));
    const packedInside = at((4 << 20) - 150_000, inner, 'b');
    at(50 << 20, Buffer.from([0x1f, 0x8b, 0x08, 0, 1, 2, 3]), 'c');
    const found = await find(repo);
    expect(found.blobs).toEqual([holder]);
    expect(found.unread).toEqual([{ oid: packedInside, why: expect.stringContaining('compressed') }]);
    expect(found).toMatchObject({ objects: 3, bytes: 3 * size });
  });

  it('says which objects nobody can read, and finds the rest', async () => {
    const repo = withSecrets(13);
    loosen(repo);
    const whole = await expectSame(repo);
    const [victim, other] = [whole.blobs[0]!, whole.trees[0]!];
    for (const oid of [victim, other]) damage(join(repo.path, '.git/objects', oid.slice(0, 2), oid.slice(2)));
    const found = await find(repo);
    expect(found.unread.map(({ oid }) => oid).sort()).toEqual([victim, other].sort());
    expect(found.blobs).toEqual(whole.blobs.slice(1));
    expect(found.commits).toEqual(whole.commits);
    expect(found.objects).toBe(whole.objects - 2);
    expect(JSON.stringify(found)).not.toContain(TEXT);
  });

  it('says so of objects in a pack, and of all that is made from them', async () => {
    const repo = packed(withSecrets(14));
    const whole = await find(repo);
    const store = openObjectStore([join(repo.path, '.git/objects')]);
    const [pack] = store.packs;
    const root = pack!.firstChild.findIndex(
      (child, slot) => child >= 0 && pack!.base[slot] === -1 && pack!.type[slot] === 3,
    );
    damage(pack!.file, pack!.offset[root]! + pack!.headerLength[root]! + 5);
    const found = await find(repo);
    expect(found.unread.length).toBeGreaterThan(1);
    expect(found.objects + found.unread.length).toBe(whole.objects);
    const unread = new Set(found.unread.map(({ oid }) => oid));
    expect(found.blobs).toEqual(whole.blobs.filter((oid) => !unread.has(oid)));
  });

  it('tells how far it is', async () => {
    const onPacked = vi.fn();
    await find(packed(withSecrets(15)), CLEANER, { onPacked });
    const [done, all] = onPacked.mock.lastCall!;
    expect(done).toBe(all);
  });
});

/** Makes every packed object a file of its own. @param keep the packs, too */
function loosen(repo: TestRepository, keep?: 'keep'): void {
  const folder = join(repo.path, '.git/objects/pack');
  const commands = [
    `mkdir ${repo.sandbox.root}/aside && mv *.pack *.idx ${repo.sandbox.root}/aside`,
    `for pack in ${repo.sandbox.root}/aside/*.pack; do git -C ${repo.path} unpack-objects -q < $pack; done`,
    keep ? `mv ${repo.sandbox.root}/aside/* . && rmdir ${repo.sandbox.root}/aside` : `rm -r ${repo.sandbox.root}/aside`,
  ];
  expect(repo.sandbox.run('sh', ['-ec', commands.join('\n')], { cwd: folder }).stderr).toBe('');
}

function damage(file: string, at = 20): void {
  chmodSync(file, 0o644);
  const bytes = readFileSync(file);
  bytes.fill(0xff, at, at + 6);
  writeFileSync(file, bytes);
}
