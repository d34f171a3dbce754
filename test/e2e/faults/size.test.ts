import { createHash } from 'node:crypto';
import { closeSync, ftruncateSync, openSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Project, seen, succeeds } from '../../support/cli.ts';
import { sized } from '../../support/runs.ts';
import { githubToken, npmToken } from '../../support/secrets.ts';
import { expectNoCrash, leftOut, type Measured, measured, note } from './faulty.ts';

/** Bytes of what no program should hold in memory, and the megabytes that it may take over it. */
const HUGE = sized(2 ** 30, 2 ** 28);
const MOST_MB = sized(400, 300);
const MINUTES = 60_000;

/** Runs a scan, prints the figures, and asserts what it came to and what it took. */
function scans(
  project: Project,
  what: string,
  args: readonly string[],
  most: { mb: number; status: number },
): Measured {
  const outcome = measured(project, ['scan', ...args]);
  note(what, outcome);
  expectNoCrash(outcome);
  expect(outcome.status, seen(outcome).slice(0, 2000)).toBe(most.status);
  expect(outcome.peakMb).toBeLessThan(most.mb);
  return outcome;
}

test(
  `a blob of ${HUGE / 2 ** 20} MiB with a secret at its end`,
  () => {
    const { bavail, bsize } = statfsSync(tmpdir());
    if (leftOut(bavail * bsize < 4 * HUGE ? 'there is too little of the disk free' : undefined)) return;
    const project = new Project();
    const file = join(project.sandbox.root, 'huge');
    const descriptor = openSync(file, 'w');
    ftruncateSync(descriptor, HUGE);
    const token = `\ntoken=${githubToken()}\n`;
    writeSync(descriptor, token, HUGE - token.length);
    closeSync(descriptor);
    const oid = project.git('-c', 'core.compression=1', 'hash-object', '-w', file);
    project.git('update-index', '--add', '--cacheinfo', `100644,${oid},huge.bin`);
    const most = { mb: MOST_MB, status: 1 };
    expect(scans(project, 'huge, staged', ['--staged'], most).stdout).toMatch(/huge\.bin/);
    scans(project, 'huge, --all', ['--all'], most);
    scans(project, 'huge, in a file', [file], most);
    // Nothing leaves the program before all is read: the clean half of it passes, and says how much that was.
    project.git('rm', '-q', '--cached', 'huge.bin');
    expect(scans(project, 'nothing staged', ['--staged'], { mb: MOST_MB, status: 0 }).stdout).toMatch(/no secrets/);
  },
  10 * MINUTES,
);

const FILES = sized(100_000, 20_000);
/** The one with the secret, far from both ends. */
const SECRET_FILE = sized(77_777, 17_777);

test(
  `${FILES} staged files`,
  () => {
    const project = new Project();
    project.commit('one', { 'a.txt': 'a\n' });
    const token = githubToken();
    // Many distinct blobs, one that stands at most of the paths, and one with a secret.
    const blobs = [...Array.from({ length: 5000 }, (_, i) => `file ${i}\n`), `token=${token}\n`];
    const marks = blobs.map((text, i) => `blob\nmark :${i + 1}\ndata ${text.length}\n${text}\n`).join('');
    succeeds(project.sandbox.run('git', ['fast-import', '--quiet'], { cwd: project.path, input: marks }));
    const oidOf = (text: string): string => createHash('sha1').update(`blob ${text.length}\0${text}`).digest('hex');
    const entries = Array.from({ length: FILES }, (_, i) => {
      const text = i === SECRET_FILE ? blobs.at(-1)! : blobs[i < 5000 ? i : 0]!;
      return `100644 ${oidOf(text)}\tfolder-${i % 317}/file-${i}.txt`;
    });
    const input = `${entries.join('\n')}\n`;
    succeeds(project.sandbox.run('git', ['update-index', '--index-info'], { cwd: project.path, input }));
    const outcome = scans(project, `${FILES} staged files`, ['--staged'], { mb: 500, status: 1 });
    expect(outcome.stdout).toContain(`/file-${SECRET_FILE}.txt`);
    expect(outcome.seconds).toBeLessThan(60);
    project.git('rm', '-q', '--cached', `folder-${SECRET_FILE % 317}/file-${SECRET_FILE}.txt`);
    expect(scans(project, 'the same without the secret', ['--staged'], { mb: 500, status: 0 }).stdout).toMatch(
      /5,?000 objects/,
    );
  },
  5 * MINUTES,
);

test(
  `one secret at ${FILES} paths`,
  () => {
    const project = new Project();
    project.commit('one', { 'a.txt': 'a\n', 'leak.txt': `token=${npmToken()}\n` });
    const oid = project.git('rev-parse', 'HEAD:leak.txt');
    const entries = Array.from({ length: FILES }, (_, i) => `100644 ${oid}\tfolder-${i % 317}/file-${i}.txt\n`);
    succeeds(
      project.sandbox.run('git', ['update-index', '--index-info'], { cwd: project.path, input: entries.join('') }),
    );
    for (const format of ['text', 'json', 'sarif']) {
      const what = `one secret at ${FILES} paths, ${format}`;
      const outcome = scans(project, what, ['--staged', '--format', format, '--output', 'report'], {
        mb: 800,
        status: 1,
      });
      expect(outcome.seconds).toBeLessThan(60);
    }
  },
  5 * MINUTES,
);

test(
  'ten thousand commits that bring the same secret',
  () => {
    const project = new Project();
    const text = `token=${githubToken()}\n`;
    const commits = Array.from(
      { length: 10_000 },
      (_, i) =>
        `commit refs/heads/main\nmark :${i + 2}\ncommitter C <c@example.com> ${1_700_000_000 + i} +0000\ndata 1\nx\n${
          i > 0 ? `from :${i + 1}\n` : ''
        }${i % 2 === 0 ? 'M 100644 :1 leak.txt\n' : 'D leak.txt\n'}\n`,
    );
    const input = `blob\nmark :1\ndata ${text.length}\n${text}\n${commits.join('')}`;
    succeeds(project.sandbox.run('git', ['fast-import', '--quiet'], { cwd: project.path, input }));
    const outcome = scans(project, '10,000 commits, one secret', ['--all'], { mb: 500, status: 1 });
    expect(outcome.stdout).toMatch(/1 secret /);
    expect(outcome.seconds).toBeLessThan(60);
  },
  5 * MINUTES,
);
