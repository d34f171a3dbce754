import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LooseWriter } from '../../support/purge/loose-writer.ts';
import { historyPlan, makeHistory } from '../../support/purge/random-history.ts';
import { gitLines, MARK, rewriteObjects, TEXT } from '../../support/purge/rewriting.ts';
import { runs } from '../../support/runs.ts';
import { sandbox, TestRepository } from '../../support/sandbox.ts';

/** git-filter-repo's script (2.47): https://pypi.org/project/git-filter-repo/ */
const SCRIPT = process.env.UNLEAK_FILTER_REPO;
if (!SCRIPT) console.log('Not compared with git-filter-repo: UNLEAK_FILTER_REPO does not name its script.');

/** Modes as git-filter-repo writes them anew, whatever they were. */
const plainModes = (line: string): string => line.replace(/^100664/, '100644');

test.skipIf(!SCRIPT)('the same trees as git-filter-repo for every pair of commits', { timeout: 600_000 }, () => {
  const box = sandbox();
  let number = 0;
  fc.assert(
    fc.property(historyPlan, (plan) => {
      const repo = new TestRepository(box, `r${number++}`, ['--bare']);
      // Trees without modes that it does not know, and no submodules that lead to files here.
      const commits = plan.commits.map((commit) => ({
        ...commit,
        edits: commit.edits.map((edit) => ({ ...edit, mode: edit.mode === '160000' ? '100644' : edit.mode })),
      }));
      const made = makeHistory(new LooseWriter(join(repo.path, 'objects'), 'sha1'), {
        ...plan,
        commits,
        tags: [],
        notes: [],
      });
      const refs = made.commits.map((oid, i) => `create refs/heads/r${i} ${oid}\n`);
      box.run('git', ['update-ref', '--stdin'], { cwd: repo.path, input: refs.join('') });
      const copy = `${repo.path}-fr`;
      cpSync(repo.path, copy, { recursive: true });
      const done = rewriteObjects(repo);
      for (const [old, now] of filtered(box, copy)) {
        const [theirs, ours] = [filesOf(box, copy, now), filesOf(box, repo.path, done.of(old)!)];
        expect(ours, old).toEqual(theirs);
      }
    }),
    { numRuns: runs(150) },
  );
});

/** Runs git-filter-repo. @returns its commit map */
function filtered(box: ReturnType<typeof sandbox>, repo: string): [old: string, now: string][] {
  const texts = join(box.root, 'texts');
  writeFileSync(texts, `${TEXT}==>${MARK}\n`);
  const options = ['--force', '--replace-text', texts, '--prune-empty', 'never', '--prune-degenerate', 'never'];
  const run = box.run('python3', [SCRIPT!, ...options], { cwd: repo });
  expect(run.status, run.stderr).toBe(0);
  const lines = readFileSync(join(repo, 'filter-repo', 'commit-map'), 'utf8')
    .trim()
    .split('\n')
    .slice(1);
  return lines.map((line) => line.split(' ') as [string, string]);
}

const filesOf = (box: ReturnType<typeof sandbox>, path: string, commit: string): string[] =>
  gitLines({ path, sandbox: box } as TestRepository, ['ls-tree', '-r', '-z', commit])
    .join('\n')
    .split('\0')
    .filter(Boolean)
    .map(plainModes);
