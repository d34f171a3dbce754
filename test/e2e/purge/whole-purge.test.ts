// First: it makes up for what the build does.
import '../../support/purge/version.ts';
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '../../../src/domain/secret.ts';
import { UnleakError } from '../../../src/domain/unleak-error.ts';
import { applyPurge, finishPurge, planPurge, undoPurge } from '../../../src/purge/purge.ts';
import type { Receipt } from '../../../src/purge/receipt/receipt.ts';
import { DEFAULT_MARKER, type PurgeTargets } from '../../../src/purge/targets.ts';
import { everythingIn, pinAll } from '../../support/purge/everything-in.ts';
import { NASTY_PLACES } from '../../support/purge/nasty-places.ts';
import { ReferenceCleaner } from '../../support/purge/reference-cleaner.ts';
import { Sandbox, sandbox, TestRepository } from '../../support/sandbox.ts';
import { expandTemplate, seededRandom } from '../../support/template.ts';
import { useEnvironment } from './use-environment.ts';

const TEXT = expandTemplate('{base62:36}', seededRandom(22));
const marker = new Secret(DEFAULT_MARKER);
const TARGETS: PurgeTargets = {
  texts: [{ secret: new Secret(TEXT), replacement: { kind: 'marker', text: marker }, name: 'the text' }],
  ...{ patterns: [], blobs: new Set(), paths: [] },
};

/** What a person ends with: refused (or stopped) before anything moved, or a receipt. */
type Ending =
  | { readonly kind: 'refused'; readonly why: readonly string[] }
  | { readonly kind: 'done'; readonly receipt: Receipt };

async function purge(repo: TestRepository): Promise<Ending> {
  const request = { cwd: repo.path, targets: TARGETS, way: { kind: 'in-place' } } as const;
  try {
    const plan = await planPurge(request);
    if (plan.refusals.length > 0)
      return { kind: 'refused', why: plan.refusals.map(({ code, message }) => `${code}: ${message}`) };
    await applyPurge(request, plan);
  } catch (error) {
    if (error instanceof UnleakError) return { kind: 'refused', why: [error.code] };
    throw error;
  }
  return { kind: 'done', receipt: await finishPurge(repo.path, TARGETS) };
}

/** A repository with a history and nothing to find, made once and copied. */
let template: TestRepository;
beforeAll(() => {
  template = new TestRepository(new Sandbox());
  for (let n = 0; n < 3; n++) template.commit(`commit ${n}`, { a: `${n}\n`.repeat(50), [`b${n}`]: 'b' });
  template.git('repack', '-adq');
});
afterAll(() => template.sandbox.remove());

function copied(): TestRepository {
  const own = sandbox();
  cpSync(template.path, join(own.root, 'repo'), { recursive: true });
  useEnvironment(own.env);
  return new TestRepository(own);
}

const reference = new ReferenceCleaner(TEXT);

/** What no purge changes: it is the user's own, or another repository's. The purge refuses, or says that it is not proven. */
const SAID =
  /^(?:what is staged|a pack that is to be kept|an alternate|hooks\/|info\/|rebase-|sequencer|BISECT_LOG|unleak\/|lfs\/|index\.lock|config|svn|objects\/|a remote|the path of a staged|a split index|the index of another|the log of a reftable|an object of a sub|the configuration of a sub|a branch|a packed tag|the default branch|a work tree|a file of a hook|what a link below|a file among|a pack without|a folder elsewhere|a damaged)/;

/** What is cleaned is looked at all at once, below; each by itself with UNLEAK_PLACES=all, which takes two minutes. */
const ALONE = NASTY_PLACES.filter(({ name }) => process.env.UNLEAK_PLACES === 'all' || SAID.test(name));

describe('a purge of a repository that holds the text in one place', () => {
  it.each(ALONE)('$name: it is gone, or the purge says that it is not', async ({ plant, name }) => {
    const repo = copied();
    plant(repo, TEXT);
    pinAll(repo);
    const ending = await purge(repo);
    const isClean = ending.kind === 'done' && ending.receipt.proof.clean;
    expect(isClean, JSON.stringify(ending)).toBe(!SAID.test(name));
    if (isClean) expect(reference.clean(everythingIn(repo))).toBeUndefined();
  });

  it('in all of those that it cleans at once', async () => {
    const repo = copied();
    const inOneTree = NASTY_PLACES.filter(({ name }) => !SAID.test(name) && !/another work tree/.test(name));
    for (const { plant } of inOneTree) plant(repo, TEXT);
    pinAll(repo);
    // Some leave their work in the index.
    repo.git('reset', '-q', '--hard');
    const ending = await purge(repo);
    expect(ending).toMatchObject({ kind: 'done', receipt: { state: 'finished', proof: { clean: true } } });
    expect(reference.clean(everythingIn(repo))).toBeUndefined();
    expect(repo.git('fsck', '--full')).toBe('');
  });
});

describe('a purge that is taken back', () => {
  it('leaves every ref as it was, and takes its objects off the list of those that no push may bring', async () => {
    const repo = copied();
    repo.commit('leak', { leak: TEXT });
    repo.git('tag', '-am', 'one', 'v1');
    const before = repo.git('for-each-ref');
    const request = { cwd: repo.path, targets: TARGETS, way: { kind: 'in-place' } } as const;
    await applyPurge(request, await planPurge(request));
    expect(repo.git('for-each-ref')).not.toBe(before);
    const list = join(repo.path, '.git/unleak/purged-objects');
    expect(readFileSync(list, 'utf8')).toContain(before.split(' ')[0]!);
    await undoPurge(repo.path);
    expect(repo.git('for-each-ref')).toBe(before);
    expect(existsSync(list)).toBe(false);
  });
});

describe('what a person may do next by mistake', () => {
  const inPlace = (repo: TestRepository, targets = TARGETS) =>
    ({ cwd: repo.path, targets, way: { kind: 'in-place' } }) as const;

  it('a second purge on top is refused until the first is finished or taken back', async () => {
    const repo = copied();
    repo.commit('leak', { leak: TEXT });
    await applyPurge(inPlace(repo), await planPurge(inPlace(repo)));
    const again = await planPurge(inPlace(repo));
    expect(again.refusals.map(({ code }) => code)).toEqual(['last-purge']);
    await expect(applyPurge(inPlace(repo), again)).rejects.toMatchObject({ code: 'usage' });
    await finishPurge(repo.path, TARGETS);
    expect((await planPurge(inPlace(repo))).refusals).toEqual([]);
  });

  it('finishing deletes the backups of purges that were taken back, too', async () => {
    const repo = copied();
    repo.commit('leak', { leak: TEXT });
    await applyPurge(inPlace(repo), await planPurge(inPlace(repo)));
    await undoPurge(repo.path);
    await applyPurge(inPlace(repo), await planPurge(inPlace(repo)));
    const backups = (): string[] => readdirSync(repo.sandbox.root).filter((name) => name.includes('before-purge'));
    expect(backups()).toHaveLength(2);
    await finishPurge(repo.path, TARGETS);
    expect(backups()).toEqual([]);
  });

  it('finishing after a fetch of the old history names the ref, and drops nothing', async () => {
    const repo = copied();
    repo.commit('leak', { leak: TEXT });
    const old = repo.git('rev-parse', 'HEAD');
    repo.git('update-ref', 'refs/remotes/origin/main', old);
    await applyPurge(inPlace(repo), await planPurge(inPlace(repo)));
    repo.git('update-ref', 'refs/remotes/origin/main', old);
    await expect(finishPurge(repo.path, TARGETS)).rejects.toThrow('refs/remotes/origin/main');
    expect(repo.git('cat-file', '-t', old)).toBe('commit');
  });

  it('finishing while a rebase is stopped is refused: what it keeps no ref leads to', async () => {
    const repo = copied();
    repo.commit('leak', { leak: TEXT });
    await applyPurge(inPlace(repo), await planPurge(inPlace(repo)));
    writeFileSync(join(repo.path, 'a'), 'uncommitted\n');
    const stopped = ['-c', 'core.editor=false', 'rebase', '-q', '--autostash', '--exec', 'false', 'HEAD~1'];
    repo.sandbox.run('git', ['-C', repo.path, ...stopped]);
    await expect(finishPurge(repo.path, TARGETS)).rejects.toThrow('A rebase is under way');
    repo.git('rebase', '--abort');
    expect(readFileSync(join(repo.path, 'a'), 'utf8')).toBe('uncommitted\n');
    expect((await finishPurge(repo.path, TARGETS)).proof.clean).toBe(true);
  });

  it.each(['--assume-unchanged', '--skip-worktree'])(
    'a checked-out file with %s that holds it still is named at the finish, too, until it does not',
    async (mark) => {
      const repo = copied();
      repo.commit('leak', { leak: TEXT, 'another leak': TEXT });
      repo.git('update-index', mark, 'leak');
      const named = ({ proof }: Receipt): string => JSON.stringify(proof);
      expect(named(await applyPurge(inPlace(repo), await planPurge(inPlace(repo))))).toContain('"leak"');
      const { proof, state } = await finishPurge(repo.path, TARGETS);
      expect({ clean: proof.clean, state }).toEqual({ clean: false, state: 'applied' });
      expect(proof.left).toEqual([expect.stringMatching(/repo\/leak: .*assume-unchanged or skip-worktree/)]);
      writeFileSync(join(repo.path, 'leak'), 'taken out\n');
      expect(await finishPurge(repo.path, TARGETS)).toMatchObject({ state: 'finished', proof: { clean: true } });
    },
  );

  it('--path warns of content that stays at other paths; a folder goes with all that is in it', async () => {
    const repo = copied();
    repo.commit('keys', {
      'keys/id': 'the key\n',
      'keys/deep/copy': 'the key\n',
      'elsewhere/id': 'the key\n',
      c: 'c\n',
    });
    repo.commit('moved', { 'keys/id': 'another\n', 'old/id': 'the key\n' });
    const planned = (...paths: string[]) => planPurge(inPlace(repo, { ...TARGETS, texts: [], paths }));
    expect((await planned('keys')).staying).toEqual({ files: 1, paths: ['elsewhere/id', 'old/id'], allPaths: 2 });
    expect((await planned('keys/**', 'old/*')).staying.paths).toEqual(['elsewhere/id']);
    const { counts, paths } = await planned('keys', 'c');
    expect(counts).toMatchObject({ blobs: 3, paths: 2 });
    expect(paths).toEqual([
      { path: 'c', what: 'removed' },
      { path: 'keys/', what: 'removed' },
    ]);
    expect((await planned('keys', '*/id')).staying).toEqual({ files: 0, paths: [], allPaths: 0 });
    expect((await planned('c')).staying.files).toBe(0);
  });

  it('the plan and the receipt name the work trees whose files change, and how many', async () => {
    const repo = copied();
    repo.commit('leak', { leak: TEXT, 'keys/id': 'x', 'keys/b': 'x' });
    repo.git('worktree', 'add', '-q', '--detach', '../linked', 'HEAD');
    repo.commit('clean here', { leak: 'clean\n' });
    repo.git('worktree', 'add', '-q', '--detach', '../untouched', 'HEAD~2');
    const targets = { ...TARGETS, paths: ['keys'] };
    const plan = await planPurge(inPlace(repo, targets));
    const expected = [
      { path: repo.path, files: 2 },
      { path: join(repo.sandbox.root, 'linked'), files: 3 },
    ];
    expect(plan.worktrees).toEqual(expected);
    const request = inPlace(repo, targets);
    const again = await planPurge(request);
    const receipt = await applyPurge(request, again);
    expect(receipt.worktrees).toEqual(expected);
    // A folder that went as a whole is one line.
    const changed = ({ paths }: Pick<typeof receipt, 'paths'>) => paths.map(({ path }) => path).sort();
    expect(changed(receipt)).toEqual(['keys/', 'leak']);
    expect(changed(again)).toEqual(changed(receipt));
  });

  it('what stands in messages and names only is counted there', async () => {
    const repo = copied();
    repo.commit(`a message with ${TEXT}`, { [`name-${TEXT}`]: 'x' });
    repo.git('tag', '-am', TEXT, 'v1');
    const { counts } = await planPurge(inPlace(repo));
    expect(counts).toMatchObject({ blobs: 0, messages: 1, tagMessages: 1, names: 1 });
  });

  it('a repository that was moved can not be taken back there: it is said where the backup was looked for', async () => {
    const repo = copied();
    repo.commit('leak', { leak: TEXT });
    await applyPurge(inPlace(repo), await planPurge(inPlace(repo)));
    const { root } = repo.sandbox;
    const [backup] = readdirSync(root).filter((name) => name.includes('before-purge'));
    const moved = join(root, 'moved');
    renameSync(repo.path, moved);
    const refused = await undoPurge(moved).catch((error: UnleakError) => error);
    expect(refused).toMatchObject({ code: 'io', hint: expect.stringContaining('move it back to where it was') });
    expect((refused as UnleakError).message).toContain(join(root, backup!));
    renameSync(join(root, backup!), join(root, 'the backup'));
    const gone = await undoPurge(moved).catch((error: UnleakError) => error);
    expect(gone).toMatchObject({ code: 'io', hint: expect.stringContaining('move it and the backup back') });
    expect((gone as UnleakError).message).toContain(`not at ${join(root, backup!)}`);
    const { proof, state } = await finishPurge(moved, TARGETS);
    expect(state).toBe('finished');
    expect(proof.notLookedAt).toEqual([
      { what: join(root, backup!), why: expect.stringContaining('it still holds what was purged') },
    ]);
    expect(existsSync(join(root, 'the backup'))).toBe(true);
  });

  it('finishing with other targets is refused', async () => {
    const repo = copied();
    repo.commit('leak', { leak: TEXT });
    await applyPurge(inPlace(repo), await planPurge(inPlace(repo)));
    await expect(finishPurge(repo.path, { ...TARGETS, paths: ['x'] })).rejects.toMatchObject({ code: 'usage' });
  });

  it('a text that stands nowhere is named; the id of a commit is no blob', async () => {
    const repo = copied();
    repo.commit('leak', { leak: TEXT });
    const typo = { ...TARGETS.texts[0]!, secret: new Secret(`${TEXT}-typo`), name: 'the other' };
    const plan = await planPurge(inPlace(repo, { ...TARGETS, texts: [...TARGETS.texts, typo] }));
    expect(plan.targets.map(({ name, nowhere }) => [name, nowhere ?? false])).toEqual([
      ['the text', false],
      ['the other', true],
    ]);
    const blobs = new Set([repo.git('rev-parse', 'HEAD')]);
    await expect(planPurge(inPlace(repo, { ...TARGETS, blobs }))).rejects.toThrow('is a commit, not a blob');
  });
});
