import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'vitest';
import { Project, seen } from '../cli.ts';
import { eachOf, type JsonReport } from '../json-report.ts';
import type { Outcome } from '../sandbox.ts';
import { awsKeyId, awsSecretKey, githubToken, npmToken } from '../secrets.ts';
import { type Random, seededRandom } from '../template.ts';
import { below, oneOf, prose } from './planted-text.ts';

/** What a generated history is like. */
export interface HistoryShape {
  readonly commits?: number;
  readonly files?: number;
  readonly seed?: number;
  readonly init?: readonly string[];
  readonly branch?: string;
  /** How many changes bring a secret: 0 to 1. */
  readonly leaks?: number;
}

/** Feeds a stream of commits to `git fast-import`. */
export function fastImport(project: Project, stream: string): void {
  const options = { cwd: project.path, env: project.sandbox.env, input: Buffer.from(stream, 'latin1') };
  execFileSync('git', ['fast-import', '--quiet', '--force'], options);
}

/** A repository with secrets that come, move, change and go in the course of its history. */
export function leakyHistory(shape: HistoryShape = {}): Project {
  const project = new Project('repo', shape.init);
  giveSalt(project);
  fastImport(project, leakyStream(shape));
  return project;
}

/** A salt, so that fingerprints of two runs can be compared. */
export const giveSalt = (project: Project): void => project.write('.unleak/salt', `${'5a'.repeat(32)}\n`);

/** Commits that change some lines of some files each. */
export function leakyStream({
  commits = 40,
  files = 6,
  seed = 1,
  branch = 'main',
  leaks = 0.25,
}: HistoryShape = {}): string {
  const random = seededRandom(seed);
  const contents = Array.from({ length: files }, () => Array.from({ length: 60 }, () => line(random)));
  let stream = '';
  for (let n = 0; n < commits; n++) {
    const message = random() < 0.05 ? `Revokes ${githubToken()}` : `commit ${n}`;
    stream += `commit refs/heads/${branch}\ncommitter A <a@example.com> ${1_700_000_000 + n} +0000\n${data(message)}`;
    for (let changes = 3; changes > 0; changes--) {
      const file = below(random, files);
      change(contents[file]!, leaks, random);
      stream += `M 100644 inline dir${file % 2}/${branch}${file}.txt\n${data(contents[file]!.join('\n'))}`;
    }
  }
  return `${stream}done\n`;
}

export const data = (text: string): string => `data ${text.length}\n${text}\n`;

const line = (random: Random): string => prose(random, 20 + below(random, 60)).replaceAll('\n', ' ');

function change(lines: string[], leaks: number, random: Random): void {
  const added = random() < leaks ? leak(random) : [line(random), line(random)];
  lines.splice(below(random, lines.length), random() < 0.5 ? below(random, 4) : 0, ...added);
  if (random() < 0.1) lines.push(...lines.splice(below(random, lines.length), 12));
}

/** Lines with a secret in them. */
function leak(random: Random): string[] {
  const text = `token: ${oneOf(random, [githubToken, npmToken])()}\n`;
  switch (below(random, 5)) {
    case 0:
      return [`aws_access_key_id = ${awsKeyId()}`, line(random), `aws_secret_access_key = ${awsSecretKey()}`];
    case 1:
      return Buffer.from(prose(random, 50) + text + prose(random, 90))
        .toString('base64')
        .match(/.{1,76}/g)!;
    case 2:
      return [Buffer.from(text).toString('hex')];
    default:
      return [text.trim()];
  }
}

/** Packs all objects into one pack with deltas. */
export function repack(project: Project, ...args: string[]): void {
  project.git('repack', '-adfq', ...args);
  project.git('prune-packed', '-q');
}

export const packFolder = ({ path }: Project): string => join(path, '.git/objects/pack');

/** Runs `unleak scan --all`. */
export const scanAll = (project: Project, ...args: string[]): Outcome =>
  project.unleak('scan', '--all', '--format', 'json', ...args);

// A rule of the user's own has to see every object whole: the fast way is off.
const NEVER =
  'customRules:\n  - id: never\n    title: Never found\n    keywords: [zq_never]\n    pattern: zq_never[0-9]{9}\n    tier: warn\n';

/** The same with every object read by git and looked at by the chain of detectors. */
function scanSlowly(project: Project, ...args: string[]): Outcome {
  project.sandbox.run('tee', ['never.yaml'], { input: NEVER });
  return scanAll(project, '--config', join(project.sandbox.root, 'never.yaml'), ...args);
}

/** What is found where: rule and path (or what kind of object), and which secret. */
function places(report: JsonReport): string[] {
  return [
    ...new Set(eachOf(report).map(({ rule, path, kind, fingerprint }) => `${rule} ${path ?? kind} ${fingerprint}`)),
  ].sort();
}

/** What `unleak … --format json` printed. */
export const reportOf = ({ stdout }: Outcome): JsonReport => JSON.parse(stdout) as JsonReport;

/** The same out of what a run printed. */
export const placesIn = (outcome: Outcome): string[] => places(reportOf(outcome));

/** Asserts that a scan of everything finds what the slow one finds, and says as loudly what is missing. @returns the places */
export function agreesWithSlow(project: Project, ...args: string[]): string[] {
  const [fast, slow] = [scanAll(project, ...args), scanSlowly(project)];
  expect(fast.status, seen(fast).slice(0, 2000)).toBe(slow.status);
  const found = placesIn(fast);
  expect(found).toEqual(placesIn(slow));
  expect(linesIn(slow)).toEqual(expect.arrayContaining(linesIn(fast)));
  return found;
}

const linesIn = (outcome: Outcome): string[] =>
  eachOf(reportOf(outcome)).map(({ rule, path, kind, line, object }) => `${rule} ${path ?? kind} ${line} ${object}`);

/** Asserts that a scan does not pass: it finds all of this, or it ends with status 2 and words for the cause. */
export function neverLess(outcome: Outcome, expected: readonly string[], cause?: RegExp): void {
  if (outcome.status === 2) {
    if (cause) expect(seen(outcome)).toMatch(cause);
  } else {
    expect(outcome.status, seen(outcome).slice(0, 2000)).toBe(1);
    expect(placesIn(outcome)).toEqual(expected);
  }
}
