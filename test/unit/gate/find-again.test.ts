import { rmSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../src/domain/finding.ts';
import { findAgain, type WantedFinding } from '../../../src/gate/find-again.ts';
import { scan } from '../../../src/gate/scan.ts';
import { repository, type TestRepository } from '../../support/sandbox.ts';
import { awsKeyId, awsSecretKey, expectNoSecret, githubToken, npmToken } from '../../support/secrets.ts';

const SALT = '0123456789abcdef'.repeat(4);
const base64 = (text: string | Buffer): string => Buffer.from(text).toString('base64');

/** A repository with secrets in many forms, and how many there are. */
function leaky(...initArgs: string[]): TestRepository {
  const repo = repository(...initArgs);
  repo.commit('start', {
    '.unleak/salt': `${SALT}\n`,
    'plain.txt': `a\r\n  b = "${githubToken()}" and ${npmToken()}\n`,
    'pair.ini': `aws_access_key_id = ${awsKeyId()}\naws_secret_access_key = ${awsSecretKey()}\n`,
    'wide.txt': Buffer.from(`\ufefftoken: ${githubToken()}\r\n`, 'utf16le'),
    'base64.txt': `data: ${base64(`{"token": "${githubToken()}"}`)}\n`,
    'archive.gz': gzipSync(`token=${githubToken()}\n`),
    'large.txt': `${'some line of text\n'.repeat(200_000)}key=${githubToken()}\n`,
  });
  repo.commit(`deploy\n\nwith ${githubToken()}`);
  repo.git('tag', '-a', '-m', `release\n\n  ${npmToken()}`, 'v1');
  return repo;
}

const scanned = async (repo: TestRepository): Promise<Finding[]> => [
  ...(await scan({ cwd: repo.path, source: { kind: 'all' } })).findings,
];

const wantedOf = ({ rule, title, fingerprint, object, kind, line, column, path }: Finding): WantedFinding => ({
  ...{ rule, title, fingerprint, kind, line, column, counts: true },
  ...(object === undefined ? {} : { object }),
  ...(path === undefined ? {} : { path }),
});

const look = (
  repo: TestRepository,
  wanted: readonly WantedFinding[],
  fingerprintScope: 'repository' | 'run' = 'repository',
) => findAgain(wanted, { cwd: repo.path, fingerprintScope });

/** What a promise is rejected with, watched for secrets. */
async function refusal(work: Promise<unknown>): Promise<string> {
  const error = (await work.then(
    () => expect.fail('it was found'),
    (reason: unknown) => reason,
  )) as Error & { hint: string };
  const text = `${error.name}: ${error.message} ${error.hint}`;
  expectNoSecret(text);
  return text;
}

describe.each([[[]], [['--object-format=sha256']], [['--bare']]])('in a repository made with %j', (initArgs) => {
  const isBare = initArgs.includes('--bare');

  test('every finding of a scan is found again, with its secret', async () => {
    const work = leaky(...initArgs.filter((arg) => arg !== '--bare'));
    const repo = isBare ? cloned(work) : work;
    const findings = await scanned(repo);
    expect(findings.length).toBeGreaterThanOrEqual(8);
    for (const finding of findings) {
      const [found] = await look(repo, [wantedOf(finding)]);
      expect(found!.secret.reveal() === finding.secret.reveal(), finding.path).toBe(true);
      expect(found!.checked).toBe(true);
    }
  });
});

function cloned(work: TestRepository): TestRepository {
  work.sandbox.run('git', ['clone', '-q', '--bare', work.path, 'bare.git']);
  return Object.assign(Object.create(work) as TestRepository, { path: `${work.sandbox.root}/bare.git` });
}

test('what only the chain sees, through two encodings, is found again', async () => {
  const repo = repository();
  repo.commit('start', { '.unleak/salt': SALT, 'twice.txt': base64(base64(`{"token": "${githubToken()}"}`)) });
  const [twice] = (await scan({ cwd: repo.path, source: { kind: 'range', to: 'HEAD' } })).findings;
  expect(twice!.encodings).toEqual(['base64', 'base64']);
  const [found] = await look(repo, [wantedOf(twice!)]);
  expect(found!.secret.reveal() === twice!.secret.reveal()).toBe(true);
});

test('one secret at many places is read once, from an object that is there', async () => {
  const repo = repository();
  const secret = githubToken();
  repo.commit('start', { '.unleak/salt': SALT, 'a.txt': `x = ${secret}\n`, 'b.txt': `y = ${secret}\n` });
  const findings = (await scanned(repo)).map(wantedOf);
  expect(findings).toHaveLength(2);
  const gone = { ...findings[0]!, object: '1'.repeat(40) };
  const found = await look(repo, [gone, ...findings]);
  expect(found.map(({ wanted }) => wanted.object)).toEqual([findings[0]!.object]);
});

test('without a salt, rule and position have to do, and it is said', async () => {
  const repo = repository();
  const secret = githubToken();
  repo.commit('start', { 'a.txt': `x = ${secret}\n` });
  const wanted = (await scanned(repo)).map(wantedOf);
  const [found] = await look(repo, wanted, 'run');
  expect(found!.secret.reveal() === secret).toBe(true);
  expect(found!.checked).toBe(false);
});

describe('what is not as the report says is refused', () => {
  async function one(): Promise<{ repo: TestRepository; wanted: WantedFinding }> {
    const repo = repository();
    repo.commit('start', { '.unleak/salt': SALT, 'a.txt': `x = ${githubToken()}\ny = ${githubToken()}\n` });
    return { repo, wanted: wantedOf((await scanned(repo))[0]!) };
  }

  test.each([
    ['another line', { line: 9 }, 'the rule finds nothing there'],
    ['another column', { column: 2 }, 'the rule finds nothing there'],
    ['another rule', { rule: 'npm-access-token' }, 'the rule finds nothing there'],
    ['another fingerprint', { fingerprint: 'f'.repeat(32) }, 'has another fingerprint'],
    ['the line of another secret', { line: 2 }, 'has another fingerprint'],
    ['an object that is not there', { object: '1'.repeat(40) }, 'is not in this repository'],
  ])('%s', async (_, changes, words) => {
    const { repo, wanted } = await one();
    expect(await refusal(look(repo, [{ ...wanted, ...changes }]))).toContain(words);
  });

  test('a tree', async () => {
    const { repo, wanted } = await one();
    const object = repo.git('rev-parse', 'HEAD^{tree}');
    expect(await refusal(look(repo, [{ ...wanted, object }]))).toContain('is not in this repository');
  });

  test('a finding in a file', async () => {
    const { repo, wanted } = await one();
    const { object: _, ...inFile } = wanted;
    expect(await refusal(look(repo, [{ ...inFile, kind: 'file' }]))).toContain('in a file ("a.txt"), not in an object');
  });

  test('a report of a repository whose salt is not here', async () => {
    const { repo, wanted } = await one();
    rmSync(`${repo.path}/.unleak`, { recursive: true });
    expect(await refusal(look(repo, [wanted]))).toContain('there is none here to check');
  });

  test('a report made with another salt', async () => {
    const { repo, wanted } = await one();
    repo.write('.unleak/salt', 'f'.repeat(64));
    expect(await refusal(look(repo, [wanted]))).toContain('its salt has changed');
  });
});
