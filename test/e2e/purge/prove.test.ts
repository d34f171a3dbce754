import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '../../../src/domain/secret.ts';
import { openRepository } from '../../../src/git/open-repository.ts';
import { Cleaner } from '../../../src/purge/clean/cleaner.ts';
import type { Proof } from '../../../src/purge/prove/proof.ts';
import { type ProofParts, prove } from '../../../src/purge/prove/prove.ts';
import { NASTY_PLACES } from '../../support/purge/nasty-places.ts';
import { ReferenceCleaner } from '../../support/purge/reference-cleaner.ts';
import { Sandbox, sandbox, TestRepository } from '../../support/sandbox.ts';
import { expandTemplate, seededRandom } from '../../support/template.ts';

const TEXT = expandTemplate('{base62:36}', seededRandom(21));
const CLEANER = new ReferenceCleaner(TEXT);

async function proofOf(repo: TestRepository, more: Partial<ProofParts> = {}): Promise<Proof> {
  const { repository } = await openRepository(repo.path);
  const gitDirectory = join(repo.path, '.git');
  const folders = { gitDirectory, commonDirectory: gitDirectory, worktrees: [repo.path] };
  const proof = await prove({ repository, ...folders, cleaner: CLEANER, ...more });
  expect(JSON.stringify(proof).includes(TEXT), 'the proof shows the text').toBe(false);
  return proof;
}

/** A repository with a history and nothing to find, made once and copied. */
let template: TestRepository;
beforeAll(() => {
  template = new TestRepository(new Sandbox());
  for (let n = 0; n < 5; n++) template.commit(`commit ${n}`, { a: `${n}\n`.repeat(200), [`b${n}`]: 'b' });
  template.git('repack', '-adq');
  template.git('tag', '-a', '-m', 'one', 'v0');
});
afterAll(() => template.sandbox.remove());

function copied(): TestRepository {
  const own = sandbox();
  cpSync(template.path, join(own.root, 'repo'), { recursive: true });
  return new TestRepository(own);
}

describe('prove', () => {
  it('is clean where nothing of it stands, and counts every object', async () => {
    const repo = copied();
    const { milliseconds, ...proof } = await proofOf(repo);
    expect(milliseconds).toBeGreaterThan(0);
    expect(proof).toMatchObject({ clean: true, files: [], names: [], notLookedAt: [] });
    const all = repo.git('cat-file', '--batch-all-objects', '--batch-check=%(objectsize)').split('\n').map(Number);
    expect(proof.objects).toBe(all.length);
    expect(proof.bytes).toBe(all.reduce((a, b) => a + b, 0));
  });

  const secret = { secret: new Secret(TEXT), replacement: { kind: 'same-length' as const }, name: 'the text' };
  const product = new Cleaner({ texts: [secret], patterns: [] });

  it.each(NASTY_PLACES)('fails for $name alone, and says where', async ({ plant, seen }) => {
    const repo = copied();
    plant(repo, TEXT);
    const proof = await proofOf(repo, { cleaner: product });
    expect(seen(proof), JSON.stringify({ ...proof, milliseconds: 0 })).not.toEqual([]);
    expect(proof.clean).toBe(false);
  });

  it('lets old objects be that are to be dropped, but no index may name one', async () => {
    const repo = copied();
    repo.commit('leak', { leak: TEXT });
    const { holders } = await proofOf(repo);
    repo.git('reset', '-q', '--hard', 'HEAD~1');
    const allowed = new Set(holders.blobs);
    expect(allowed.size).toBe(1);
    expect(await proofOf(repo, { allowed })).toMatchObject({ clean: true, holders: { blobs: [] } });
    expect((await proofOf(repo)).clean).toBe(false);
    repo.git('update-index', '--add', '--cacheinfo', `100644,${holders.blobs[0]},leak`);
    const proof = await proofOf(repo, { allowed });
    expect(proof).toMatchObject({ clean: false, files: [{ path: 'index', why: 'It names an object that holds it.' }] });
  });

  it('names all places of a repository that holds it everywhere', async () => {
    const repo = copied();
    for (const { name, plant } of NASTY_PLACES) if (!TAKES_ALL.test(name)) plant(repo, TEXT);
    const proof = await proofOf(repo);
    const silent = NASTY_PLACES.filter(({ name, seen }) => !TAKES_ALL.test(name) && seen(proof).length === 0);
    expect(silent.map(({ name }) => name)).toEqual([]);
  });

  it('in SHA-256 repositories, and from a further work tree', async () => {
    const repo = new TestRepository(sandbox(), 'repo', ['--object-format=sha256']);
    repo.commit('first', { a: 'a', [`b/${TEXT}`]: 'b' });
    repo.git('worktree', 'add', '-q', '../other');
    const other = join(repo.path, '../other');
    const { repository } = await openRepository(other);
    const commonDirectory = join(repo.path, '.git');
    const gitDirectory = join(commonDirectory, 'worktrees/other');
    const proof = await proofOf(repo, { repository, gitDirectory, commonDirectory, worktrees: [repo.path, other] });
    expect(proof.holders.trees).toHaveLength(1);
    expect(proof.files.map(({ path }) => path)).toEqual(['index', 'worktrees/other/index']);
  });

  it('looks into large files in pieces, and passes over what holds nothing', async () => {
    const repo = copied();
    const size = 66 << 20;
    const bytes = Buffer.alloc(size, 'lorem ipsum\n');
    bytes.write(TEXT, (4 << 20) - 7);
    mkdirSync(join(repo.path, '.git/lfs/objects'), { recursive: true });
    writeFileSync(join(repo.path, '.git/lfs/objects/large'), bytes);
    repo.sandbox.run('mkfifo', [join(repo.path, '.git/hooks/pipe')]);
    const { files, notLookedAt } = await proofOf(repo);
    expect(files.map(({ path }) => path)).toEqual(['lfs/objects/large']);
    expect(notLookedAt).toEqual([]);
  });
});

// These take the repository's place, or what others need.
const TAKES_ALL =
  /^(?:a damaged index|a split index|index\.lock|an alternate|a branch that is not born|a folder elsewhere|a stashed|the message of a stash|a pack without)/;
