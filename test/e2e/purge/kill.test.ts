import { spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readLayout } from '../../../src/git/refs/layout.ts';
import { Journal } from '../../../src/purge/safety/journal.ts';
import { PurgeLock } from '../../../src/purge/safety/purge-lock.ts';
import { type PurgeKind, purgeState } from '../../../src/purge/safety/purge-state.ts';
import { resume } from '../../../src/purge/safety/resume.ts';
import { undo } from '../../../src/purge/safety/undo.ts';
import { runs } from '../../support/runs.ts';
import { finish, purge } from './drive.ts';
import type { Orders } from './kill-driver.ts';
import { cleanText, Scene, TEXT } from './scene.ts';
import { useEnvironment } from './use-environment.ts';

/** How often a purge is killed in this run. */
const KILLS = runs(80);
/** Of these, so many while git works, and so many while a purge is taken back. */
const [IN_GIT, IN_UNDO] = [Math.floor(KILLS / 4), Math.floor(KILLS / 6)];

/** What git is killed at: the transaction most of all, for nothing else changes so much at once. */
const GIT = ['update-ref', 'repack', 'update-index', 'update-ref', 'reflog', 'checkout-index', 'update-ref', 'prune'];

let scene: Scene;
let driver: string;
let mapFile: string;
let before: Record<string, string>;
let after: Record<string, string>;
let finished: Record<string, string>;
const seen = new Map<string, number>();

beforeAll(async () => {
  scene = new Scene();
  useEnvironment(scene.sandbox.env);
  driver = join(scene.sandbox.root, 'driver.mjs');
  mapFile = join(scene.sandbox.root, 'map.json');
  writeFileSync(mapFile, JSON.stringify({ text: TEXT, ids: [...scene.map] }));
  const entry = { entryPoints: ['test/e2e/purge/kill-driver.ts'], outfile: driver };
  await build({ ...entry, bundle: true, platform: 'node', format: 'esm', target: 'node20', logLevel: 'error' });
  before = scene.snapshot();
  await purgeHere();
  after = scene.snapshot();
  await finish(scene.repo);
  finished = scene.snapshot();
}, 120_000);
afterAll(() => scene.remove());

const purgeHere = () =>
  purge({ repo: scene.repo, newOf: scene.newOf, clean: cleanText, writeObjects: () => scene.writeObjects() });

/** Runs the driver, to its end or its death. @returns the signal that ended it, or its exit status */
function drive(orders: Omit<Orders, 'repo' | 'map' | 'objects'>): Promise<string | number | null> {
  const all: Orders = { repo: scene.repo, map: mapFile, objects: scene.objects, ...orders };
  const child = spawn(process.execPath, [driver, JSON.stringify(all)], {
    env: scene.sandbox.env,
    cwd: scene.sandbox.root,
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return new Promise((resolve) => child.once('close', (status, signal) => resolve(signal ?? status)));
}

async function stepsOf(what: Orders['what']): Promise<string[]> {
  const steps = join(scene.sandbox.root, 'steps');
  rmSync(steps, { force: true });
  expect(await drive({ what, steps })).toBe(0);
  return readFileSync(steps, 'utf8').trim().split('\n');
}

/** The state after a kill, and that going on and going back both end where they should. */
async function checkBothWays(): Promise<void> {
  const killed = scene.save('killed');
  const { kind, journal, message } = purgeState(await readLayout(scene.repo));
  const label = `${journal?.state ?? 'no journal'}`;
  seen.set(label, (seen.get(label) ?? 0) + 1);
  expect(message).toMatch(/\.$/);
  await goOn(kind);
  scene.git(scene.repo, 'fsck', '--connectivity-only');
  scene.restore(killed);
  await goBack(kind);
  scene.git(scene.repo, 'fsck', '--connectivity-only');
}

async function goOn(kind: PurgeKind): Promise<void> {
  const layout = await readLayout(scene.repo);
  const journal = Journal.last(layout.commonDirectory);
  if (kind === 'none') return expectOneOf(journal ? [finished] : [before]);
  if (journal?.state === 'undoing') {
    await expect(resume(layout, journal)).rejects.toThrow(/taken back/);
    return;
  }
  const lock = PurgeLock.take(layout.commonDirectory);
  const taken = await resume(layout, journal);
  lock.release();
  if (taken.kind === 'as-before') return expectOneOf([before]);
  if (taken.kind === 'moved') expectOneOf([after]);
  await finish(scene.repo);
  expectOneOf([finished]);
}

async function goBack(kind: PurgeKind): Promise<void> {
  const layout = await readLayout(scene.repo);
  const journal = Journal.last(layout.commonDirectory);
  if (kind === 'none') return;
  if (journal!.state === 'deleting-backup') {
    await expect(undo(layout, journal!)).rejects.toThrow(/was finished/);
    return expectOneOf([finished]);
  }
  const lock = PurgeLock.take(layout.commonDirectory);
  await undo(layout, journal!);
  lock.release();
  expectOneOf([before]);
}

function expectOneOf([wanted]: Record<string, string>[]): void {
  expect(scene.snapshot()).toEqual(wanted);
  expect(scene.rests().filter((path) => !path.startsWith('unleak/purge.lock'))).toEqual([]);
}

describe('a purge that is killed', () => {
  let steps: string[];
  let undoSteps: string[];
  let done: string;
  beforeAll(async () => {
    scene.reset();
    steps = await stepsOf('purge');
    expect(scene.snapshot()).toEqual(finished);
    scene.reset();
    await purgeHere();
    done = scene.save('done');
    undoSteps = await stepsOf('undo');
    expect(scene.snapshot()).toEqual(before);
  }, 120_000);

  const count = KILLS - IN_GIT - IN_UNDO;
  it.each(Array.from({ length: count }, (_, i) => i))('between two steps, instant %i', async (i) => {
    scene.reset();
    const at = Math.floor(((i + 0.5) * steps.length) / count);
    expect(await drive({ what: 'purge', at })).toBe('SIGKILL');
    await checkBothWays();
  });

  it.each(Array.from({ length: IN_GIT }, (_, i) => i))('while git works, instant %i', async (i) => {
    scene.reset();
    const at = steps.lastIndexOf(`git ${GIT[i % GIT.length]}`);
    expect(at).toBeGreaterThan(0);
    expect(['SIGKILL', 0]).toContain(await drive({ what: 'purge', at, after: (i * 7) % 23 }));
    await checkBothWays();
  });

  it.each(Array.from({ length: IN_UNDO }, (_, i) => i))('while it is taken back, instant %i', async (i) => {
    scene.restore(done);
    const at = Math.floor(((i + 0.5) * undoSteps.length) / IN_UNDO);
    expect(await drive({ what: 'undo', at })).toBe('SIGKILL');
    await checkBothWays();
    // Nothing is left that would keep the next purge from running.
    await purgeHere();
    expectOneOf([after]);
  });

  it.runIf(KILLS >= 60)('was killed in every phase', () => {
    const expected = ['planned', 'backed-up', 'written', 'moving-refs', 'refs-moved', 'finishing', 'undoing'];
    for (const state of expected) expect([...seen.keys()]).toContain(state);
  });
});
