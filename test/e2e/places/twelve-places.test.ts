import { createHmac } from 'node:crypto';
import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { blocked, Project, succeeds, watchedSandbox } from '../../support/cli.ts';
import { type JsonReport, jsonReport } from '../../support/json-report.ts';
import { githubToken } from '../../support/secrets.ts';

const SALT = '0123456789abcdef'.repeat(4);
const filler = Array.from({ length: 30 }, (_, n) => `line ${n}\n`).join('');
const line = (secret: string): string => `TOKEN = "${secret}"\n`;

/** Where each secret is expected: what holds it, and the path that leads there. */
const PLACES = {
  'an added line in a renamed file': { kind: 'blob', path: 'renamed.txt' },
  'the stash': { kind: 'blob', path: 'stashed.txt' },
  'a note': { kind: 'blob', path: expect.stringMatching(/^[0-9a-f/]{40,}$/) },
  'a file with the attribute -diff': { kind: 'blob', path: 'package.lock' },
  'a file in UTF-16': { kind: 'blob', path: 'wide.txt' },
  'a file with a NUL': { kind: 'blob', path: 'core.dump' },
  'a symlink that became a file': { kind: 'blob', path: 'link' },
  'text that only a merge commit added': { kind: 'blob', path: 'both.txt' },
  "a commit's message": { kind: 'commit', path: null },
  "an annotated tag's message": { kind: 'tag', path: null },
  'a tag on a blob': { kind: 'blob', path: null },
  'a dangling blob': { kind: 'blob', path: null },
} as const;
type Place = keyof typeof PLACES;

/** Which secret is in which place. */
type Hidden = Readonly<Record<Place, string>>;

const hide = (): Hidden => Object.fromEntries(Object.keys(PLACES).map((place) => [place, githubToken()])) as Hidden;

/** A repository with a secret in each of the places, and none elsewhere. */
function withTwelvePlaces(hidden: Hidden): Project {
  const project = new Project('work', [], watchedSandbox());
  symlinkSync('plain.txt', join(project.path, 'link'));
  project.commit('start', {
    '.unleak/salt': `${SALT}\n`,
    '.gitattributes': '*.lock -diff\n',
    'plain.txt': filler,
    'stashed.txt': filler,
    'both.txt': 'base\n',
  });
  hideInFiles(project, hidden);
  hideInMerge(project, hidden['text that only a merge commit added']);
  project.commit(`deploy with ${hidden["a commit's message"]}`);
  project.git('tag', '-a', '-m', `release with ${hidden["an annotated tag's message"]}`, 'v1');
  project.git('tag', 'blob', storeBlob(project, line(hidden['a tag on a blob'])));
  project.git('notes', 'add', '-m', hidden['a note']);
  storeDangling(project, hidden);
  project.write('stashed.txt', filler + line(hidden['the stash']));
  project.git('stash', '-q');
  return project;
}

function hideInFiles(project: Project, hidden: Hidden): void {
  project.git('mv', 'plain.txt', 'renamed.txt');
  project.commit('renamed', { 'renamed.txt': filler + line(hidden['an added line in a renamed file']) });
  project.commit('no diff', { 'package.lock': line(hidden['a file with the attribute -diff']) });
  project.commit('wide', { 'wide.txt': Buffer.from(`\uFEFF${line(hidden['a file in UTF-16'])}`, 'utf16le') });
  project.commit('binary', { 'core.dump': `\0\x01${hidden['a file with a NUL']}\0` });
  rmSync(join(project.path, 'link'));
  project.commit('typechange', { link: line(hidden['a symlink that became a file']) });
}

function hideInMerge(project: Project, secret: string): void {
  project.git('switch', '-q', '-c', 'topic');
  project.commit('topic', { 'both.txt': 'topic\n' });
  project.git('switch', '-q', 'main');
  project.commit('main', { 'both.txt': 'main\n' });
  expect(project.tryGit('merge', '-q', 'topic').status).not.toBe(0);
  project.commit('merged', { 'both.txt': line(secret) });
}

function storeBlob(project: Project, content: string): string {
  return project.sandbox
    .run('git', ['hash-object', '-w', '--stdin'], { cwd: project.path, input: content })
    .stdout.trim();
}

const storeDangling = (project: Project, hidden: Hidden): string => storeBlob(project, line(hidden['a dangling blob']));

/** A bare mirror with all in one pack, what nothing reaches too. */
function mirrorOf(project: Project, hidden: Hidden): Project {
  const mirror = new Project('mirror.git', ['--bare'], project.sandbox);
  rmSync(mirror.path, { recursive: true });
  succeeds(project.sandbox.run('git', ['clone', '-q', '--mirror', pathToFileURL(project.path).href, mirror.path]));
  storeDangling(mirror, hidden);
  mirror.git('repack', '-q', '-a', '-d', '-F', '--keep-unreachable');
  expect(mirror.git('count-objects', '-v')).toMatch(/^count: 0$/m);
  return mirror;
}

function fingerprintOf(secret: string): string {
  return createHmac('sha256', Buffer.from(SALT, 'hex'))
    .update(`github-personal-access-token\0${secret}`)
    .digest('hex')
    .slice(0, 32);
}

/** Which places a report's findings belong to, by their fingerprints. */
function placesIn(report: JsonReport, hidden: Hidden): Map<string, JsonReport['findings'][number]> {
  const names = new Map(Object.entries(hidden).map(([place, secret]) => [fingerprintOf(secret), place]));
  return new Map(
    report.findings.map((finding) => [names.get(finding.fingerprint) ?? `unknown: ${finding.path}`, finding]),
  );
}

function findsAllTwelve(project: Project, hidden: Hidden, adapter: string): void {
  const outcome = project.unleak('scan', '--all', '--format', 'json', '--git', adapter);
  expect(outcome.status).toBe(1);
  const report = jsonReport(outcome);
  expect(report).toMatchObject({ verdict: 'block', fingerprintScope: 'repository' });
  expect(report.coverage.skipped.filter(({ incomplete }) => incomplete)).toEqual([]);
  const found = placesIn(report, hidden);
  expect([...found.keys()].sort()).toEqual(Object.keys(PLACES).sort());
  for (const [place, expected] of Object.entries(PLACES)) expect(found.get(place), place).toMatchObject(expected);
}

describe.each(['git', 'isomorphic-git'])('scan --all, read with %s, finds exactly these twelve', (adapter) => {
  test('in a work tree of loose objects', () => {
    const hidden = hide();
    findsAllTwelve(withTwelvePlaces(hidden), hidden, adapter);
  });

  test('in a bare mirror, repacked', () => {
    const hidden = hide();
    findsAllTwelve(mirrorOf(withTwelvePlaces(hidden), hidden), hidden, adapter);
  });
});

describe('a push of all refs carries eleven: all but the dangling blob', () => {
  // git leaves the stash out of `refs/*` and of --mirror when it pushes.
  const EVERYTHING = ['refs/*:refs/*', 'refs/stash:refs/heads/stashed'];

  test('and pre-push finds them', () => {
    const project = withTwelvePlaces(hide());
    const remote = new Project('remote.git', ['--bare'], project.sandbox);
    succeeds(project.unleak('init'));
    blocked(
      project.tryGit('push', remote.path, ...EVERYTHING),
      'unleak: push blocked: 11 secrets in what this push brings',
    );
    project.git('remote', 'add', 'origin', remote.path);
    blocked(project.tryGit('push', '--mirror', 'origin'), 'unleak: push blocked: 10 secrets in what this push brings');
    expect(remote.git('for-each-ref')).toBe('');
  });

  test('and pre-receive finds them', () => {
    const project = withTwelvePlaces(hide());
    const server = new Project('server.git', ['--bare'], project.sandbox);
    succeeds(server.unleak('init', '--server'));
    blocked(
      project.tryGit('push', server.path, ...EVERYTHING),
      'remote: unleak: push refused: 11 secrets in what this push brings',
    );
    expect(server.git('for-each-ref')).toBe('');
    expect(server.git('count-objects', '-v')).toMatch(/^count: 0\nsize: 0\nin-pack: 0$/m);
  });
});

test('a range that spans the history finds the seven that the branch carries', () => {
  const hidden = hide();
  const project = withTwelvePlaces(hidden);
  const root = project.git('rev-list', '--max-parents=0', 'HEAD');
  const found = placesIn(jsonReport(project.unleak('scan', '--range', `${root}..main`, '--format', 'json')), hidden);
  const elsewhere: readonly string[] = [
    'the stash',
    'a note',
    "an annotated tag's message",
    'a tag on a blob',
    'a dangling blob',
  ] satisfies Place[];
  expect([...found.keys()].sort()).toEqual(
    Object.keys(PLACES)
      .filter((place) => !elsewhere.includes(place))
      .sort(),
  );
});
