import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { guarded, seen } from '../../support/cli.ts';
import { sandbox } from '../../support/sandbox.ts';
import { githubToken } from '../../support/secrets.ts';

const COMMITTED = 'dist/action';

describe('the committed bundle', () => {
  it('is what the sources make', () => {
    const box = sandbox();
    const args = ['build.mjs', '--action-only', '--outdir', join(box.root, 'action')];
    const built = box.run(process.execPath, args, { cwd: resolve('.') });
    expect(built).toMatchObject({ status: 0, stderr: '' });
    expect(readdirSync(COMMITTED)).toEqual([
      'core.wasm',
      'engine.bin',
      'index.cjs',
      'rule-details.jsonl',
      'rules.bin',
      'scan-worker.cjs',
    ]);
    for (const name of readdirSync(COMMITTED)) {
      const [committed, fresh] = [COMMITTED, join(box.root, 'action')].map((folder) =>
        readFileSync(join(folder, name)),
      );
      expect(committed!.equals(fresh!), `${name}: run node build.mjs, and commit dist/action`).toBe(true);
    }
  });

  it('holds everything but isomorphic-git, typescript and what node brings, and names no folder of this machine', () => {
    const text = readFileSync(join(COMMITTED, 'index.cjs'), 'utf8');
    expect(text).not.toContain(resolve('.'));
    const asked = [...text.matchAll(/\b(?:require|import)\("([^"]+)"\)/g)].map(([, name]) => name!);
    const { builtinModules } = process.getBuiltinModule('node:module');
    const others = asked.filter((name) => !builtinModules.includes(name.replace(/^node:/, '')));
    expect([...new Set(others)].sort()).toEqual(['isomorphic-git', 'typescript']);
  });

  it('has the licence of every package in it', () => {
    const text = readFileSync(join(COMMITTED, 'index.cjs'), 'utf8');
    const bundled = [...text.matchAll(/^ *\/\/ node_modules\/((?:@[^/\n]+\/)?[^/\n]+)\//gm)].map(([, name]) => name!);
    expect(bundled).not.toHaveLength(0);
    for (const name of new Set(bundled)) {
      const notice = text.split(`\n/*\n${name} `)[1]?.split('*/')[0] ?? '';
      expect(notice, name).toMatch(/permission|permitted/i);
    }
  });

  it.each(['rules.bin', 'engine.bin'])('says so, and does not pass, where %s is damaged or missing', (name) => {
    const project = guarded();
    project.commit('leak', { 'a.env': `KEY=${githubToken()}\n` });
    const folder = join(project.sandbox.root, 'action');
    cpSync(COMMITTED, folder, { recursive: true });
    const env = {
      ...{ GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: project.path, GITHUB_EVENT_NAME: 'workflow_dispatch' },
      ...{ INPUT_RANGE: 'all', INPUT_UPLOAD: 'false' },
    };
    const run = () => project.sandbox.run(process.execPath, [join(folder, 'index.cjs')], { cwd: project.path, env });
    writeFileSync(join(folder, name), readFileSync(join(folder, name)).fill(0, 100, 200));
    const damaged = run();
    rmSync(join(folder, name));
    for (const outcome of [damaged, run()]) {
      expect(outcome.status, seen(outcome)).toBeGreaterThan(0);
      expect(seen(outcome)).not.toMatch(/^ +at /m);
      expect(outcome.stdout).toContain('::error');
    }
  });
});
