import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { parsePurge } from '../../../src/cli/purge-options.ts';
import { purgeTargets } from '../../../src/cli/purge-targets.ts';
import { scan } from '../../../src/gate/scan.ts';
import type { PurgeTargets } from '../../../src/purge/targets.ts';
import { renderJson } from '../../../src/report/render-json.ts';
import { repository, type TestRepository } from '../../support/sandbox.ts';
import { githubToken, npmToken } from '../../support/secrets.ts';
import { meta } from '../report/fixtures.ts';

// What a scan keeps is stamped with it; the build puts it there.
vi.stubGlobal('UNLEAK_VERSION', '0.0.0-test');

const SALT = '0123456789abcdef'.repeat(4);
const github = githubToken();
const npm = npmToken();

/** A repository with a secret at two paths, another one, and one more of a kind that is allowed; the test runs in it. */
function inRepository(): TestRepository {
  const repo = repository();
  repo.commit('start', {
    '.unleak/salt': SALT,
    'a.txt': `x = ${github}\n`,
    'b.txt': `y = ${github}\n`,
    'c.txt': `z = ${npm}\n`,
    'd.txt': `t = ${githubToken()} # unleak:allow github-personal-access-token -- a test\n`,
  });
  const before = process.cwd();
  process.chdir(repo.path);
  onTestFinished(() => process.chdir(before));
  return repo;
}

const targets = (...args: string[]): Promise<PurgeTargets> => purgeTargets(parsePurge(args));

const isOf = ({ texts }: PurgeTargets, ...secrets: string[]): boolean =>
  texts.length === secrets.length && texts.every(({ secret }) => secrets.includes(secret.reveal()));

/** Writes a report of the whole history. */
async function reported(repo: TestRepository) {
  const report = await scan({ cwd: repo.path, source: { kind: 'all' } });
  repo.write('report.json', renderJson(report, meta('scan', 'all')));
  return report.findings;
}

test('a rule or a fingerprint is scanned for, and is one text wherever it stands', async () => {
  const findings = await reported(inRepository());
  const { rule, fingerprint } = findings.find(({ path }) => path === 'a.txt')!;
  expect(isOf(await targets(fingerprint.slice(0, 8)), github)).toBe(true);
  const { rule: npmRule } = findings.find(({ path }) => path === 'c.txt')!;
  expect(isOf(await targets(npmRule, fingerprint), github, npm)).toBe(true);
  const byRule = await targets(rule);
  expect(byRule.texts.map(({ name }) => name)[0]).toMatch(
    new RegExp(`\\(${rule}\\), fingerprint ${fingerprint.slice(0, 12)}$`),
  );
});

test('a report gives what counts in it, or what is named', async () => {
  const findings = await reported(inRepository());
  expect(isOf(await targets('--from', 'report.json'), github, npm)).toBe(true);
  const { fingerprint } = findings.find(({ path }) => path === 'c.txt')!;
  expect(isOf(await targets('--from', 'report.json', fingerprint), npm)).toBe(true);
  expect(
    (await targets('--from', 'report.json', findings.find(({ path }) => path === 'd.txt')!.fingerprint)).texts,
  ).toHaveLength(1);
});

test('how many findings of a report are left out, and why, is said on standard error', async () => {
  await reported(inRepository());
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  onTestFinished(() => said.mockRestore());
  await targets('--from', 'report.json');
  expect(said.mock.calls.flat().join('')).toMatch(/^unleak: 1 of \d findings of the report is left out: 1 is allowed/);
});

test('more texts than one purge can look for are refused at once', async () => {
  const repo = inRepository();
  repo.write('many.txt', Array.from({ length: 20_001 }, (_, n) => `secret number ${n}\n`).join(''));
  const began = performance.now();
  await expect(targets('--secret-file', 'many.txt')).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining('20,001 texts and expressions are more than one purge looks for (20,000)'),
  });
  expect(performance.now() - began).toBeLessThan(2000);
});

test.each(['--secret-file', '--replace-text', '--from'])('a file of %s that is no list is refused', async (option) => {
  const repo = inRepository();
  repo.write('dump', '');
  // Sparse: larger than any buffer or text may be.
  truncateSync(join(repo.path, 'dump'), 5 * 2 ** 30);
  await expect(targets(option, 'dump')).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining(`What is given to ${option} is larger than 64 MB`),
  });
});

test('files, blobs and globs come together, each with what takes its place', async () => {
  const repo = inRepository();
  repo.write('secrets.txt', 'one secret\n');
  repo.write('expressions.txt', 'two==>2\nregex:thr[e]+\nglob:f*r\n');
  const blob = 'a'.repeat(40);
  const found = await targets(
    ...['--secret-file', 'secrets.txt', '--replace-text', 'expressions.txt', '--replacement', 'é'],
    ...['--blob', blob, '--path', '*.pem', '--path', 'keys/**'],
  );
  const shown = [...found.texts, ...found.patterns].map(({ name, replacement }) => [
    name,
    replacement.kind === 'marker' ? replacement.text.reveal() : '',
  ]);
  expect(shown).toEqual([
    ['line 1 of secrets.txt', '\xc3\xa9'],
    ['line 1 of expressions.txt', '2'],
    ['line 2 of expressions.txt', '\xc3\xa9'],
    ['line 3 of expressions.txt', '\xc3\xa9'],
  ]);
  expect(found.blobs).toEqual(new Set([blob]));
  expect(found.paths).toEqual(['*.pem', 'keys/**']);
});

test('as many * take the place of all that has none of its own', async () => {
  const repo = inRepository();
  repo.write('expressions.txt', 'two==>2\nthree\n');
  const { texts } = await targets('--replace-text', 'expressions.txt', '--same-length');
  expect(texts.map(({ replacement }) => replacement.kind)).toEqual(['marker', 'same-length']);
});
