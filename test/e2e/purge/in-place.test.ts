import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readLayout } from '../../../src/git/refs/layout.ts';
import { purgeState } from '../../../src/purge/safety/purge-state.ts';
import { undo } from '../../../src/purge/safety/undo.ts';
import { finish, purge } from './drive.ts';
import { cleanText, Scene, TEXT } from './scene.ts';
import { useEnvironment } from './use-environment.ts';

describe.each(['sha1', 'sha256'] as const)('a purge in place, %s', (format) => {
  let scene: Scene;
  beforeAll(() => {
    scene = new Scene(format);
    useEnvironment(scene.sandbox.env);
  });
  afterAll(() => scene.remove());
  const run = () =>
    purge({ repo: scene.repo, newOf: scene.newOf, clean: cleanText, writeObjects: () => scene.writeObjects() });

  it('moves everything, leaves nothing of the old, and touches no work of others', async () => {
    scene.reset();
    const before = scene.snapshot();
    const kept = await run();
    const after = scene.snapshot();
    expect(kept.map(({ path }) => path)).toEqual(['sub/local']);
    const shown = JSON.stringify(after);
    expect(shown).not.toContain(TEXT);
    for (const old of scene.map.keys()) expect(shown).not.toContain(old);
    expect(Object.keys(after)).toEqual(Object.keys(before));
    for (const name of ['/repo status', '/linked status', '/detached status', '/repo file untracked'])
      expect(after[name]).toBe(before[name]);
    expect(after['/repo file sub/local']).toBe('644 my own settings\n');
    expect(after['/repo file config']).toContain('***REMOVED***');
    for (const log of Object.keys(before).filter((name) => name.includes('logs/')))
      expect(after[log]!.split('\n').length, log).toBe(before[log]!.split('\n').length);
    expect(after.refs!.split('\n').length).toBe(before.refs!.split('\n').length);
    scene.git(scene.repo, 'fsck', '--connectivity-only');
    expect(scene.rests()).toEqual([]);
  });

  it('is taken back to exactly what was there', async () => {
    scene.reset();
    const before = scene.snapshot();
    await run();
    const layout = await readLayout(scene.repo);
    await undo(layout, purgeState(layout).journal!);
    expect(scene.snapshot()).toEqual(before);
    expect(purgeState(layout).kind).toBe('none');
    scene.git(scene.repo, 'fsck', '--connectivity-only');
  });

  it('is taken back after work on other branches, which stays', async () => {
    scene.reset();
    // A file that is kept by hand would stop git from checking anything else out.
    scene.git(scene.repo, 'update-index', '--no-skip-worktree', 'sub/local');
    scene.git(scene.repo, 'checkout', '-q', '--', 'sub/local');
    const before = scene.snapshot();
    await run();
    scene.git(scene.repo, 'checkout', '-q', '-b', 'fresh', 'spare');
    scene.git(scene.repo, 'commit', '-q', '--allow-empty', '-m', 'new work');
    const fresh = scene.git(scene.repo, 'rev-parse', 'fresh').trim();
    const layout = await readLayout(scene.repo);
    await undo(layout, purgeState(layout).journal!);
    expect(scene.git(scene.repo, 'rev-parse', 'fresh').trim()).toBe(fresh);
    expect(scene.git(scene.repo, 'reflog', 'HEAD', '--format=%gs')).toContain('new work');
    scene.git(scene.repo, 'checkout', '-q', 'main');
    const after = scene.snapshot();
    for (const name of ['/repo index', '/repo status', '/linked index', '/repo file config', 'logs/refs/stash'])
      expect(after[name]).toBe(before[name]);
  });

  it('is finished: old objects and the backup are gone, the stash is not', async () => {
    scene.reset();
    await run();
    const after = scene.snapshot();
    await finish(scene.repo);
    const left = scene.git(scene.repo, 'cat-file', '--batch-all-objects', '--batch-check=%(objectname)').split('\n');
    expect(left.filter((oid) => scene.map.has(oid))).toEqual([]);
    const finished = scene.snapshot();
    expect(finished.stash).toBe(after.stash);
    expect(finished.refs).toBe(after.refs);
    const layout = await readLayout(scene.repo);
    expect(purgeState(layout).kind).toBe('none');
    await expect(undo(layout, purgeState(layout).journal!)).rejects.toThrow(/was finished/);
  });

  it('works in a bare mirror, there and back and to the end', async () => {
    scene.reset();
    const mirror = join(scene.folder, 'mirror.git');
    scene.git(scene.folder, 'clone', '-q', '--mirror', scene.repo, mirror);
    const refs = () => scene.git(mirror, 'for-each-ref', '--format=%(objectname) %(refname)');
    const before = refs();
    const writeObjects = () => cpSync(scene.objects, join(mirror, 'objects'), { recursive: true, force: false });
    const runThere = () => purge({ repo: mirror, newOf: scene.newOf, clean: cleanText, writeObjects });
    await runThere();
    const after = refs();
    expect(after).toBe(before.replace(/^[0-9a-f]+/gm, (oid) => scene.newOf(oid) ?? oid));
    const layout = await readLayout(mirror);
    await undo(layout, purgeState(layout).journal!);
    expect(refs()).toBe(before);
    await runThere();
    await finish(mirror);
    expect(refs()).toBe(after);
    scene.git(mirror, 'fsck');
  });
});
