import '../../support/purge/version.ts';
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { applyPurge, finishPurge, planPurge, undoPurge } from '../../../src/purge/purge.ts';
import type { PurgeTargets } from '../../../src/purge/targets.ts';
import { repository, type TestRepository } from '../../support/sandbox.ts';
import { pattern, text } from '../../unit/purge/clean/targets.ts';
import { useEnvironment } from './use-environment.ts';

const SECRET = 'a-secret-under-attack';
const targetsOf = (changes: Partial<PurgeTargets>): PurgeTargets => ({
  ...{ texts: [], patterns: [], blobs: new Set<string>(), paths: [] },
  ...changes,
});
const TARGETS = targetsOf({ texts: [text(SECRET)] });

function leaked(): TestRepository {
  const repo = repository();
  useEnvironment(repo.sandbox.env);
  repo.commit('start', { a: 'a\n' });
  repo.commit('leak', { config: `password = ${SECRET}\n` });
  repo.commit('go on', { b: 'b\n' });
  return repo;
}

const requestOf = (repo: TestRepository, targets = TARGETS) =>
  ({ cwd: repo.path, targets, way: { kind: 'in-place' } }) as const;

async function purged(repo: TestRepository, targets = TARGETS) {
  const request = requestOf(repo, targets);
  return applyPurge(request, await planPurge(request));
}

const objectFile = (repo: TestRepository, oid: string): string =>
  join(repo.path, '.git/objects', oid.slice(0, 2), oid.slice(2));

it.each(['https://localhost:1/y.git?private_token=', 'https://localhost:1/', '../'])(
  'the remote %s, then the secret',
  async (url) => {
    const repo = leaked();
    repo.git('remote', 'add', 'origin', `${url}${SECRET}`);
    const plan = await planPurge(requestOf(repo));
    await applyPurge(requestOf(repo), plan);
    const own = join(repo.path, '.git/unleak');
    const folder = join(own, readdirSync(own).find((name) => name.startsWith('purge-'))!);
    const receipts = readdirSync(folder).filter((name) => name.startsWith('receipt.'));
    expect(receipts.length).toBeGreaterThan(2);
    const texts = [JSON.stringify(plan), ...receipts.map((name) => readFileSync(join(folder, name), 'utf8'))];
    for (const said of texts) expect(said).not.toContain(SECRET);
    expect(plan.repository.remote).toBe(`${url}[secret]`);
  },
);

describe('taking a purge back', () => {
  it.each([
    ['a commit on it', (repo: TestRepository) => repo.commit('later', { later: 'later\n' })],
    ['another name for it', (repo: TestRepository) => repo.git('branch', '-m', 'main', 'trunk')],
  ])('is refused when the only ref has moved since: %s', async (_, move) => {
    const repo = leaked();
    const old = repo.git('rev-parse', 'HEAD');
    await purged(repo);
    const log = readFileSync(join(repo.path, '.git/logs/HEAD'), 'utf8');
    move(repo);
    const moved = repo.git('rev-parse', 'HEAD');
    await expect(undoPurge(repo.path)).rejects.toThrow('moved by somebody else');
    expect(repo.git('rev-parse', 'HEAD')).toBe(moved);
    expect(readFileSync(join(repo.path, '.git/logs/HEAD'), 'utf8').startsWith(log)).toBe(true);
    // Moved to where the purge left it, it can be taken back.
    repo.git('branch', '-f', 'kept');
    repo.git('checkout', '-q', '-B', 'main', movedTo(repo));
    await undoPurge(repo.path);
    expect(repo.git('rev-parse', 'main')).toBe(old);
  });
});

/** Where the purge left main. */
function movedTo(repo: TestRepository): string {
  const folder = join(repo.path, '.git/unleak');
  const [receipt] = readdirSync(folder).filter((name) => name.startsWith('purge-2'));
  const refs = readFileSync(join(folder, receipt!, 'ref-map'), 'utf8').split('\n');
  return refs.find((line) => line.endsWith(' refs/heads/main'))!.split(' ')[1]!;
}

it('a checked-out folder with it in its name leaves nothing in the index', async () => {
  const repo = leaked();
  repo.commit('folder', { [`of-${SECRET}/deep/file`]: 'x\n', [`of-${SECRET}/other`]: 'x\n' });
  const { proof } = await purged(repo);
  expect(proof).toMatchObject({ clean: true });
  expect(readFileSync(join(repo.path, '.git/index')).includes(SECRET)).toBe(false);
  expect(repo.git('status', '--porcelain')).toBe('');
  expect((await finishPurge(repo.path, TARGETS)).proof.clean).toBe(true);
});

describe('what reads like a text in the header of a commit is none', () => {
  it.each([
    ['ids', pattern('regex', '[0-9a-f]{40}')],
    ['dates', pattern('regex', '\\b[0-9]{9,10}\\b')],
  ])('%s, to an expression', async (_, expression) => {
    const repo = leaked();
    repo.commit('named 0123456789abcdef0123456789abcdef01234567', { id: `${'ab'.repeat(20)} 1234567890\n` });
    const plan = await planPurge(requestOf(repo, targetsOf({ patterns: [expression] })));
    expect(plan.refusals).toEqual([]);
    expect(plan.counts).toMatchObject({ blobs: 1, commits: 1 });
  });

  it('a part of a parent’s id, to a text', async () => {
    const repo = leaked();
    const part = repo.git('rev-parse', 'HEAD~').slice(0, 9);
    repo.commit('says it', { file: `pin = ${part}\n` });
    const receipt = await purged(repo, targetsOf({ texts: [text(part)] }));
    expect(receipt.counts).toMatchObject({ blobs: 1, commits: 1 });
    expect(repo.git('log', '-1', '--format=%P')).toBe(repo.git('rev-parse', 'HEAD~'));
  });

  it('line ends, to an expression: the header keeps its own', async () => {
    const repo = leaked();
    repo.git('commit', '-q', '--allow-empty', '-m', 'two\n\nparagraphs');
    await purged(repo, targetsOf({ patterns: [pattern('regex', '\\n+[a-z]+\\n')] }));
    expect(repo.git('fsck', '--full', '--no-dangling')).toBe('');
    expect(repo.git('log', '-1', '--format=%B')).toContain('two');
  });
});

describe('a damaged repository is refused by the plan', () => {
  const codes = async (repo: TestRepository) => (await planPurge(requestOf(repo))).refusals.map(({ code }) => code);

  it('a blob that is missing', async () => {
    const repo = leaked();
    rmSync(objectFile(repo, repo.git('rev-parse', 'HEAD:a')));
    expect(await codes(repo)).toEqual(['corrupt']);
  });

  it('a blob that is another than its id says', async () => {
    const repo = leaked();
    const file = objectFile(repo, repo.git('rev-parse', 'HEAD:a'));
    chmodSync(file, 0o644);
    writeFileSync(file, deflateSync(Buffer.from('blob 2\0z\n')));
    expect(await codes(repo)).toEqual(['unreadable-objects']);
  });
});
