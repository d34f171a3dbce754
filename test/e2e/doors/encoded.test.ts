import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { blocksCommit, guarded, makesCommit } from '../../support/cli.ts';
import { jsonReport } from '../../support/json-report.ts';
import { expectNoSecret, githubToken } from '../../support/secrets.ts';

const base64 = (bytes: Buffer | string): string => Buffer.from(bytes).toString('base64');
const fiveTimes = (text: string): string => [1, 2, 3, 4, 5].reduce((inner) => base64(inner), text);

const ENCODINGS: Record<string, (text: string) => Buffer | string> = {
  'HTML entities': (text) => [...text].map((character) => `&#${character.charCodeAt(0)};`).join(''),
  'gzip in base64': (text) => base64(gzipSync(text)),
  'a Helm release in a Secret': (text) => `data:\n  release: ${base64(base64(gzipSync(text)))}\n`,
  'base64 in a YAML block': (text) => `x: |\n${base64(`${'-'.repeat(50)}\n${text}\n`).replace(/.{1,64}/g, '    $&\n')}`,
  'base64 five times': fiveTimes,
  'UTF-32 with a byte order mark': (text) => Buffer.from([...`\ufeff${text}`].flatMap(utf32)),
};

function utf32(character: string): number[] {
  const code = character.codePointAt(0)!;
  return [code & 0xff, code >> 8, 0, 0];
}

test.each(Object.entries(ENCODINGS))('a commit with a secret in %s is blocked', (_, encode) => {
  const project = guarded();
  const outcome = blocksCommit(project, () =>
    project.commitAll('add', { file: encode(`export TOKEN=${githubToken()}\n`) }),
  );
  expectNoSecret(outcome.stdout + outcome.stderr);
});

test('more in base64 than there is room for stops no commit, and a scan says so', () => {
  const project = guarded();
  makesCommit(project, () => project.commitAll('add', { bomb: base64(gzipSync(Buffer.alloc(50_000_000))) }));
  const outcome = project.unleak('scan', '--format', 'json', 'bomb');
  expect(outcome.status).toBe(0);
  expect(jsonReport(outcome).coverage.skipped).toEqual([
    { reason: 'nested-encodings', what: 'encodings inside encodings', incomplete: false },
  ]);
});
