import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { arOf, tarEntry, tarOf, zipOf } from '../../support/archives.ts';
import { guarded, type Project } from '../../support/cli.ts';
import { jsonReport } from '../../support/json-report.ts';
import type { Outcome } from '../../support/sandbox.ts';
import { expectNoSecret, githubToken } from '../../support/secrets.ts';
import { sqliteOf, sqliteRecord } from '../../support/sqlite.ts';

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

  test.each([
    ['more', 2],
    ['fewer', 0],
  ])('a zip file that says %s entries than it has is damaged, and read all the same', (_, says) => {
    const project = guarded();
    project.write('a.zip', zipOf([{ path: 'a', content: line(githubToken()) }], { says }));
    const outcome = scan(project, '--archives');
    expect(outcome.status).toBe(1);
    expect(pathsIn(outcome)).toEqual(['a.zip!/a:2']);
    expect(jsonReport(outcome).coverage.skipped).toEqual([
      { reason: 'unreadable-file', what: 'a.zip (damaged)', incomplete: true },
    ]);
  });

  test('finds what a zip file hides, one behind a program, a further tar file, ar archives and blobs of databases', () => {
    const project = guarded();
    const entry = (path: string) => ({ path, content: line(githubToken()) });
    const inner = gzipSync(tarOf(tarEntry('etc/settings', line(githubToken()))));
    project.write('hidden.zip', zipOf([{ ...entry('a'), isUnlisted: true }]));
    project.write('setup.exe', zipOf([entry('a')], { before: `MZ${' program'.repeat(9999)}` }));
    project.write(
      'two.tar',
      Buffer.concat([tarOf(tarEntry('a', '')), tarOf(tarEntry('b', gzipSync(line(githubToken()))))]),
    );
    project.write(
      'p.deb',
      arOf([
        { name: 'debian-binary', content: '2.0\n' },
        { name: 'data.tar.gz/', content: inner },
      ]),
    );
    project.write('app.sqlite', sqliteOf([sqliteRecord(['text', gzipSync(line(githubToken()))])]));
    expect(scan(project).status).toBe(0);
    expect(pathsIn(scan(project, '--archives'))).toEqual([
      'app.sqlite!/blob1!/blob1:2',
      'hidden.zip!/a:2',
      'p.deb!/data.tar.gz!/etc/settings:2',
      'setup.exe!/a:2',
      'two.tar!/b!/b:2',
    ]);
  });

  test('could not tell, where a database is damaged', () => {
    const project = guarded();
    project.write('app.sqlite', sqliteOf([sqliteRecord(['text'])]).subarray(0, -1));
    const outcome = scan(project, '--archives');
    expect(outcome.status).toBe(2);
    expect(jsonReport(outcome).coverage.skipped.map(({ what }) => what)).toEqual(['app.sqlite (damaged)']);
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
