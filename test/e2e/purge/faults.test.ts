import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readLayout } from '../../../src/git/refs/layout.ts';
import { carryOut } from '../../../src/purge/safety/carry-out.ts';
import { PurgeLock } from '../../../src/purge/safety/purge-lock.ts';
import { purgeState } from '../../../src/purge/safety/purge-state.ts';
import { resume } from '../../../src/purge/safety/resume.ts';
import { undo } from '../../../src/purge/safety/undo.ts';
import { permissionsCount, unprivileged } from '../../support/unprivileged.ts';
import { purge } from './drive.ts';
import type { Orders } from './kill-driver.ts';
import { cleanText, Scene, TEXT } from './scene.ts';
import { useEnvironment } from './use-environment.ts';

let scene: Scene;
let driver: string;
let orders: Orders;
/** Before the purge is finished; `steps` in the kill tests counts them. */
const STEPS = 600;

let before: Record<string, string>;
let after: Record<string, string>;

beforeAll(async () => {
  scene = new Scene();
  useEnvironment(scene.sandbox.env);
  driver = join(scene.sandbox.root, 'driver.mjs');
  const map = join(scene.sandbox.root, 'map.json');
  writeFileSync(map, JSON.stringify({ text: TEXT, ids: [...scene.map] }));
  orders = { repo: scene.repo, map, objects: scene.objects, what: 'purge' };
  const entry = { entryPoints: ['test/e2e/purge/kill-driver.ts'], outfile: driver };
  await build({ ...entry, bundle: true, platform: 'node', format: 'esm', target: 'node20', logLevel: 'error' });
  before = scene.snapshot();
  await purgeHere();
  after = scene.snapshot();
}, 120_000);
beforeEach(() => scene.reset());
afterAll(() => scene.remove());

const purgeHere = (meanwhile?: () => void) =>
  purge({
    repo: scene.repo,
    newOf: scene.newOf,
    clean: cleanText,
    writeObjects: () => scene.writeObjects(),
    ...(meanwhile ? { meanwhile } : {}),
  });

async function takeBack(): Promise<void> {
  const layout = await readLayout(scene.repo);
  await undo(layout, purgeState(layout).journal!);
}

async function state() {
  return purgeState(await readLayout(scene.repo));
}

const backups = (): string[] => readdirSync(scene.folder).filter((name) => name.includes('-before-purge-'));

describe('a ref that moves meanwhile', () => {
  it.each([
    ['moved', ['update-ref', 'refs/heads/spare', 'HEAD'], 'refs/heads/spare'],
    ['made', ['branch', 'brand-new', 'HEAD'], 'refs/heads/brand-new'],
    ['deleted', ['branch', '-D', 'nested/loose'], 'refs/heads/nested/loose'],
    ['turned', ['symbolic-ref', 'refs/heads/nested/loose', 'refs/heads/main'], 'refs/heads/nested/loose'],
  ])('is %s: nothing moves, and the purge can be taken back', async (_, args, name) => {
    await expect(purgeHere(() => void scene.git(scene.repo, ...args))).rejects.toThrow(name);
    const now = scene.snapshot();
    for (const key of ['/repo index', '/linked HEAD', '/detached HEAD', '/repo file config', 'logs/refs/stash'])
      expect(now[key]).toBe(before[key]);
    expect((await state()).kind).toBe('as-before');
    await takeBack();
    expect(scene.snapshot()).toEqual(now);
    expect(backups()).toEqual([]);
  });

  it('is committed to after a purge that was cut off: neither way loses the commit', async () => {
    const layout = await readLayout(scene.repo);
    // The refs move, the index can't; somebody commits.
    const lock = join(scene.repo, '.git/index.lock');
    await expect(purgeHere(() => writeFileSync(lock, ''))).rejects.toThrow(/index\.lock/);
    rmSync(lock);
    expect((await state()).kind).toBe('in-between');
    scene.git(scene.repo, 'commit', '-q', '--allow-empty', '-m', 'mine');
    const mine = scene.git(scene.repo, 'rev-parse', 'main').trim();
    const { journal } = await state();
    await expect(carryOut(layout, journal!)).rejects.toThrow(/moved by somebody else/);
    await expect(undo(layout, journal!)).rejects.toThrow(/moved by somebody else/);
    expect(scene.git(scene.repo, 'rev-parse', 'main').trim()).toBe(mine);
  });

  it('is committed to after the purge: undo says so and does nothing', async () => {
    await purgeHere();
    scene.git(scene.repo, 'commit', '-q', '--allow-empty', '-m', 'mine');
    const now = scene.snapshot();
    await expect(takeBack()).rejects.toThrow(/refs\/heads\/main/);
    expect(scene.snapshot()).toEqual(now);
  });
});

describe('a file that somebody edits meanwhile', () => {
  it('stays, there and back, and is named', async () => {
    const file = join(scene.repo, 'config');
    const kept = await purgeHere(() => writeFileSync(file, `mine, and ${TEXT}\n`));
    expect(kept.map(({ path }) => path).sort()).toEqual(['config', 'sub/local']);
    expect(scene.git(scene.repo, 'status', '--porcelain', '-uno')).toBe(' M config\n');
    const now = scene.snapshot();
    expect(now['/repo index']).toBe(after['/repo index']);
    expect(now['/repo file config']).toBe(`644 mine, and ${TEXT}\n`);
    await takeBack();
    expect(scene.snapshot()['/repo index']).toBe(before['/repo index']);
    expect(scene.snapshot()['/repo file config']).toBe(`644 mine, and ${TEXT}\n`);
  });

  it('stays where it was staged, too', async () => {
    await purgeHere(() => {
      writeFileSync(join(scene.repo, 'config'), 'staged\n');
      scene.git(scene.repo, 'add', 'config');
    });
    expect(scene.git(scene.repo, 'diff', '--cached', '--name-only')).toBe('config\n');
    expect(scene.git(scene.repo, 'show', ':config')).toBe('staged\n');
    expect(scene.snapshot()['/repo file config']).toBe('644 staged\n');
  });
});

describe('a lock of the index of a work tree whose HEAD does not move', () => {
  /** A purge that is killed while it holds it: the refs have moved. */
  async function cutOff(content: string): Promise<string> {
    scene.git(scene.repo, 'worktree', 'add', '-q', join(scene.folder, 'unmoved'), 'spare');
    const lock = join(scene.repo, '.git/worktrees/unmoved/index.lock');
    await expect(purgeHere(() => writeFileSync(lock, ''))).rejects.toThrow(/index\.lock/);
    writeFileSync(lock, content);
    return lock;
  }
  const OURS = 'unleak purge\n';

  it('goes with an undo, where it is ours', async () => {
    const lock = await cutOff(OURS);
    await takeBack();
    expect(existsSync(lock)).toBe(false);
    expect(scene.snapshot()).toMatchObject({ refs: before.refs, '/repo index': before['/repo index'] });
  });

  it('goes when the purge is taken up again, even where that can go no further', async () => {
    const lock = await cutOff(OURS);
    const { journal } = await state();
    scene.git(scene.repo, 'commit', '-q', '--allow-empty', '-m', 'mine');
    await expect(resume(await readLayout(scene.repo), journal)).rejects.toThrow(/moved by somebody else/);
    expect(existsSync(lock)).toBe(false);
  });

  it('stays where somebody else holds it', async () => {
    const lock = await cutOff('DIRC');
    await takeBack();
    expect(existsSync(lock)).toBe(true);
  });
});

describe('hooks', () => {
  const hook = (text: string): void => {
    mkdirSync(join(scene.repo, '.git/hooks'), { recursive: true });
    writeFileSync(join(scene.repo, '.git/hooks/reference-transaction'), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  };

  it('that refuse the move keep everything as it was', async () => {
    hook('test "$1" != prepared');
    await expect(purgeHere()).rejects.toThrow(/refused to move the refs/);
    expect(scene.snapshot()).toEqual(before);
    expect((await state()).kind).toBe('as-before');
    await takeBack();
    expect(backups()).toEqual([]);
  });

  it('see one transaction', async () => {
    const log = join(scene.sandbox.root, 'hook.log');
    hook(`echo "$1" >> ${log}; test "$1" != committed || cat >> ${log}`);
    await purgeHere();
    expect(scene.git(scene.repo, 'hash-object', log)).toBeTruthy();
    expect(scene.snapshot()).toEqual(after);
  });
});

describe('two purges at once', () => {
  it('are one purge, and a sentence', async () => {
    const results = await Promise.allSettled([purgeHere(), purgeHere()]);
    const failed = results.filter((result) => result.status === 'rejected');
    expect(failed).toHaveLength(1);
    expect(String(failed[0]!.reason)).toMatch(/Another purge works/);
    expect(scene.snapshot()).toEqual(after);
  });

  it('in two processes, many at a time, never both hold the lock', async () => {
    const common = join(scene.repo, '.git');
    const held = PurgeLock.take(common);
    expect(() => PurgeLock.take(common)).toThrow(/Another purge works/);
    held.check();
    held.release();
    expect(() => held.check()).toThrow(/Another purge/);
    PurgeLock.take(common).release();
  });
});

describe('a disk that is full', () => {
  // What the file size limit hits first depends on where it lies; SIGXFSZ is ignored by node, so that writes fail as on a full disk.
  it.each([0, 1, 2, 4])('at %i KiB a file: as before, and nothing lost', async (limit) => {
    const command = `ulimit -f ${limit}; exec "$0" "$@"`;
    const outcome = scene.sandbox.run('bash', ['-c', command, process.execPath, driver, JSON.stringify(orders)]);
    expect(outcome.status).not.toBe(0);
    const layout = await readLayout(scene.repo);
    const { kind, journal } = purgeState(layout);
    expect(['none', 'as-before', 'in-between']).toContain(kind);
    if (journal) await undo(layout, journal);
    expect(scene.snapshot()).toEqual(before);
    expect(scene.rests()).toEqual(scene.rests().filter((path) => path === 'unleak/purge.lock'));
    await purgeHere();
    expect(scene.snapshot()).toEqual(after);
  });
});

describe('a disk that fills up', () => {
  it.each(Array.from({ length: 14 }, (_, i) => i))(
    'in phase %i of the purge: an error in a sentence, and a way back and forth',
    async (i) => {
      const told = JSON.stringify({ ...orders, full: true, at: Math.floor(((i + 0.5) * STEPS) / 14) });
      const outcome = scene.sandbox.run(process.execPath, [driver, told]);
      expect(outcome.status).not.toBe(0);
      expect(outcome.stderr).toMatch(/UnleakError/);
      const full = scene.save('full');
      const layout = await readLayout(scene.repo);
      const { journal } = purgeState(layout);
      if (journal) await undo(layout, journal);
      expect(scene.snapshot()).toEqual(before);
      scene.restore(full);
      const taken = await resume(layout, purgeState(layout).journal);
      expect(scene.snapshot()).toEqual(taken.kind === 'moved' ? after : before);
    },
  );
});

describe.runIf(permissionsCount)('a folder that can’t be written to', () => {
  it.each(['.git/refs', '.git/objects', '.git', '.'])('%s: refused before anything is made', (name) => {
    chmodSync(join(scene.repo, name), 0o555);
    const [command, args] = unprivileged(process.execPath, [driver, JSON.stringify(orders)]);
    const outcome = scene.sandbox.run(command, args);
    chmodSync(join(scene.repo, name), 0o755);
    expect(outcome.stderr).toMatch(/can’t be written to/);
    expect(scene.snapshot()).toEqual(before);
    expect(existsSync(join(scene.repo, '.git/unleak'))).toBe(false);
    expect(backups()).toEqual([]);
  });

  it('deep among the refs: git refuses, nothing moves', async () => {
    chmodSync(join(scene.repo, '.git/refs/heads/nested'), 0o555);
    const [command, args] = unprivileged(process.execPath, [driver, JSON.stringify(orders)]);
    const outcome = scene.sandbox.run(command, args);
    chmodSync(join(scene.repo, '.git/refs/heads/nested'), 0o755);
    expect(outcome.stderr).toMatch(/refused to move the refs/);
    expect(scene.snapshot()).toEqual(before);
    expect((await state()).kind).toBe('as-before');
    await takeBack();
    await purgeHere();
    expect(scene.snapshot()).toEqual(after);
  });
});
