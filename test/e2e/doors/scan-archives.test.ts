import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { tarEntry, tarOf, zipOf } from '../../support/archives.ts';
import { guarded, type Project } from '../../support/cli.ts';
import { jsonReport } from '../../support/json-report.ts';
import type { Outcome } from '../../support/sandbox.ts';
import { expectNoSecret, githubToken } from '../../support/secrets.ts';

const line = (secret: string): string => `first\nTOKEN = "${secret}"\n`;

const scan = (project: Project, ...args: string[]): Outcome => project.unleak('scan', '--format', 'json', ...args);

const pathsIn = (outcome: Outcome): string[] =>
  jsonReport(outcome)
    .findings.map(({ path, line: n }) => `${path}:${n}`)
    .sort();

/** A project with three archives, none of which shows its secret, and as many files as several threads share. */
function withArchives(): Project {
  const project = guarded();
  const inner = zipOf([{ path: 'inner.txt', content: line(githubToken()) }]);
  project.write(
    'lib/app.jar',
    zipOf([
      { path: 'config/application.properties', content: line(githubToken()) },
      { path: 'lib/inner.jar', content: inner },
    ]),
  );
  project.write('backup.tgz', gzipSync(tarOf(tarEntry('etc/settings', line(githubToken())))));
  for (let i = 0; i < 150; i++) project.write(`many/${i}`, 'nothing\n');
  project.write('many/dump.sql.gz', gzipSync(line(githubToken())));
  return project;
}

const INSIDE = [
  'backup.tgz!/etc/settings:2',
  'lib/app.jar!/config/application.properties:2',
  'lib/app.jar!/lib/inner.jar!/inner.txt:2',
  'many/dump.sql.gz!/dump.sql:2',
];

describe('scan --archives', () => {
  test.each([
    [
      'behind a gzip file’s end',
      (secret: string) => Buffer.concat([gzipSync('hi'), Buffer.from(`\0\n${line(secret)}`)]),
    ],
    [
      'in what looks like compiled Python',
      (secret: string) => Buffer.from(`{ \r\n    const t = "${secret}";\r\n${'// more\r\n'.repeat(8)}`),
    ],
  ])('finds what a scan without it finds: %s', (_, contentOf) => {
    const project = guarded();
    project.write('f', contentOf(githubToken()));
    expect(scan(project).status).toBe(1);
    expect(scan(project, '--archives').status).toBe(1);
  });

  test('members that inflate to too much are paid for: a bomb of many ends soon', () => {
    const project = guarded();
    const bomb = { path: 'zeros', content: Buffer.alloc(2 ** 28) };
    project.write('bomb.zip', zipOf(Array.from({ length: 12 }, (_, n) => ({ ...bomb, path: `zeros${n}` }))));
    const begun = performance.now();
    expect(scan(project, '--archives').status).toBe(2);
    expect(performance.now() - begun).toBeLessThan(20_000);
  });

  test('a zip file that says another number of entries than it has is damaged', () => {
    const project = guarded();
    const zip = zipOf([{ path: 'a', content: line(githubToken()) }]);
    zip.writeUInt16LE(2, zip.length - 12);
    project.write('a.zip', zip);
    const outcome = scan(project, '--archives');
    expect(outcome.status).toBe(2);
    expect(jsonReport(outcome).coverage.skipped.map(({ reason }) => reason)).toEqual(['unreadable-file']);
  });

  test('finds what a scan without it does not, in folders and in files that are named', () => {
    const project = withArchives();
    expect(scan(project).status).toBe(0);
    const outcome = scan(project, '--archives');
    expect(outcome.status).toBe(1);
    expect(pathsIn(outcome)).toEqual(INSIDE);
    expect(pathsIn(scan(project, '--archives', 'lib/app.jar'))).toEqual(INSIDE.slice(1, 3));
    const text = project.unleak('scan', '--archives');
    expect(text.stdout).toContain('lib/app.jar!/lib/inner.jar!/inner.txt:2');
    expectNoSecret(text.stdout + text.stderr + outcome.stdout);
  });

  test('reads other files as ever', () => {
    const project = guarded();
    project.write('plain', line(githubToken()));
    expect(pathsIn(scan(project, '--archives'))).toEqual(['plain:2']);
    project.write('plain', 'nothing\n');
    expect(scan(project, '--archives').status).toBe(0);
  });

  test('could not tell, where it could not look into something: exit code 2', () => {
    const project = guarded();
    project.write('a.zip', zipOf([{ path: 'locked', content: 'x', flags: 1 }]));
    const outcome = scan(project, '--archives');
    expect(outcome.status).toBe(2);
    expect(jsonReport(outcome).coverage.skipped).toEqual([
      { reason: 'unsupported', what: 'a.zip!/locked (encrypted)', incomplete: true },
    ]);
    expect(scan(project).status).toBe(0);
  });

  test('names what it has no reader for, and can tell all the same', () => {
    const project = guarded();
    project.write('a.bz2', 'BZh91AY&SY and so on');
    const outcome = scan(project, '--archives');
    expect(outcome.status).toBe(0);
    expect(jsonReport(outcome).coverage.skipped).toEqual([
      { reason: 'unsupported', what: 'a.bz2 (bzip2)', incomplete: false },
    ]);
  });

  test.each(['--staged', '--all', '--stdin'])('is refused with %s', (option) => {
    const outcome = guarded().unleak('scan', '--archives', option);
    expect(outcome.status).toBe(2);
    expect(outcome.stderr).toContain('--archives is for files and folders');
  });
});
