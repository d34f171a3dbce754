import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { CLI, PACKAGE, type Project, seen } from '../../support/cli.ts';
import {
  leakyHistory,
  neverLess,
  packFolder,
  placesIn,
  repack,
  reportOf,
  scanAll,
} from '../../support/history/leaky-history.ts';
import { below } from '../../support/history/planted-text.ts';
import type { Outcome } from '../../support/sandbox.ts';
import { seededRandom } from '../../support/template.ts';

const packOf = (project: Project): string =>
  join(packFolder(project), readdirSync(packFolder(project)).find((name) => name.endsWith('.pack'))!);

/** All that is under a folder. */
const listing = (folder: string): string[] => readdirSync(folder, { recursive: true }).map(String).sort();

describe('damage to a pack', () => {
  const project = () => {
    const made = leakyHistory({ commits: 12 });
    repack(made);
    chmodSync(packOf(made), 0o644);
    return made;
  };

  test('a byte changed anywhere', () => {
    const made = project();
    const expected = placesIn(scanAll(made));
    const whole = readFileSync(packOf(made));
    const random = seededRandom(11);
    const seenStatus = new Set<number | null>();
    for (let n = 0; n < 12; n++) {
      const bytes = Buffer.from(whole);
      bytes[12 + below(random, bytes.length - 32)]! ^= 1 << below(random, 8);
      writeFileSync(packOf(made), bytes);
      const outcome = scanAll(made);
      seenStatus.add(outcome.status);
      if (outcome.status !== 1 || reportOf(outcome).coverage.skipped.every(({ incomplete }) => !incomplete))
        neverLess(outcome, expected);
    }
    expect([...seenStatus]).not.toContain(0);
  });

  test.each([13, 100, 2000, -19, -1])('cut off at %i', (length) => {
    const made = project();
    writeFileSync(packOf(made), readFileSync(packOf(made)).subarray(0, length));
    const outcome = scanAll(made);
    expect(outcome.status, seen(outcome)).toBeGreaterThan(0);
    expect(reportOf(outcome).coverage.skipped.some(({ incomplete }) => incomplete)).toBe(true);
  });
});

test('while git repacks the repository, nothing is lost in silence', async () => {
  const project = leakyHistory({ commits: 40 });
  repack(project);
  const expected = placesIn(scanAll(project));
  const { env } = project.sandbox;
  const script =
    'while [ ! -e stop ]; do git repack -adfq; git repack -Adq; git repack -dq --geometric=2; git gc -q --prune=now; done';
  const repacking = spawn('bash', ['-c', script], { cwd: project.path, env, stdio: 'ignore' });
  try {
    for (let n = 0; n < 6; n++) {
      const outcome = await project.sandbox.runBeside(process.execPath, [CLI, 'scan', '--all', '--format', 'json'], {
        cwd: project.path,
      });
      // What it found stands, if it says that this is not all.
      if (outcome.status === 1 && reportOf(outcome).coverage.skipped.some(({ incomplete }) => incomplete)) continue;
      neverLess(outcome, expected, /repack|pack|missing|read|corrupt/);
    }
  } finally {
    writeFileSync(join(project.path, 'stop'), '');
    await once(repacking, 'exit');
  }
}, 120_000);

describe('several threads', () => {
  test('find the same in the same order', () => {
    const project = leakyHistory({ commits: 60 });
    repack(project);
    const [one, two, four] = ['1', '2', '4'].map((threads) => reportOf(scanAll(project, '--threads', threads)));
    expect(one!.findings.length).toBeGreaterThan(20);
    expect(two).toEqual(one);
    expect(four).toEqual(one);
  });

  test.each(['1', '2', '4'])('%s of them end when the time is up', (threads) => {
    const project = leakyHistory({ commits: 40 });
    repack(project);
    const begun = performance.now();
    const outcome = scanAll(project, '--budget', '0.001', '--threads', threads);
    expect(performance.now() - begun).toBeLessThan(5000);
    expect(outcome.status).toBe(2);
    expect(reportOf(outcome).coverage.skipped).toContainEqual(expect.objectContaining({ reason: 'time-budget' }));
  });

  test.each(['throw new Error("broken")', 'process.exit(0)', 'process.exit(7)', 'throw null', 'x = ['])(
    'are not trusted when one ends like this: %s',
    (code) => {
      const project = leakyHistory({ commits: 10 });
      repack(project);
      const dist = join(project.sandbox.root, 'dist');
      cpSync(join(PACKAGE, 'dist'), dist, { recursive: true });
      writeFileSync(join(dist, 'scan-worker.cjs'), code);
      const args = [join(dist, 'cli.cjs'), 'scan', '--all', '--format', 'json', '--threads', '2'];
      const env = { NODE_PATH: join(PACKAGE, 'node_modules') };
      const outcome: Outcome = project.sandbox.run(process.execPath, args, { cwd: project.path, env });
      expect(outcome.status, seen(outcome)).toBe(2);
      expect(outcome.stderr).not.toBe('');
    },
  );
});

test.each(['1', '2'])('an interrupted scan of %s threads ends at once and leaves nothing behind', async (threads) => {
  const project = leakyHistory({ commits: 5 });
  const hostile = Buffer.alloc(16 << 20, 'password=');
  project.commit('large', { 'a.txt': hostile, 'b.txt': Buffer.concat([Buffer.from('x'), hostile]) });
  repack(project);
  const temporary = join(project.sandbox.root, 'tmp');
  mkdirSync(temporary);
  const before = listing(join(project.path, '.git'));
  const env = { ...project.sandbox.env, TMPDIR: temporary };
  const args = [CLI, 'scan', '--all', '--threads', threads];
  const child = spawn(process.execPath, args, { cwd: project.path, env, stdio: 'ignore' });
  const ended = once(child, 'exit');
  await sleep(1200);
  expect(child.exitCode).toBe(null);
  const asked = performance.now();
  child.kill('SIGINT');
  const [code, signal] = await ended;
  expect(performance.now() - asked).toBeLessThan(1000);
  expect(signal === 'SIGINT' || code === 130).toBe(true);
  expect(listing(temporary)).toEqual([]);
  expect(listing(join(project.path, '.git'))).toEqual(before);
});
