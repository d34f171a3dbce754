import { rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LooseWriter } from '../../support/purge/loose-writer.ts';
import { NaiveRewrite } from '../../support/purge/naive-rewrite.ts';
import { historyPlan, type MadeHistory, makeHistory } from '../../support/purge/random-history.ts';
import { bytesOf, gitLines, MARK, objectsNamed, rewriteObjects, TEXT } from '../../support/purge/rewriting.ts';
import { runs } from '../../support/runs.ts';
import { sandbox, TestRepository } from '../../support/sandbox.ts';

const RUNS = runs(80);

/** Every old object and what it has to become. */
function expected(writer: LooseWriter, { commits, tags, notes }: MadeHistory): NaiveRewrite {
  const naive = new NaiveRewrite(writer, commits.concat(notes));
  for (const [oid, { type }] of writer.objects) if (type === 'blob') naive.take(oid);
  for (const oid of commits) takeCommit(oid, false);
  for (const oid of tags) naive.take(oid);
  for (const oid of notes) takeCommit(oid, true);
  return naive;

  function takeCommit(oid: string, isNotes: boolean): void {
    const tree = writer.objects.get(oid)!.bytes.toString('latin1', 5).split('\n')[0]!;
    naive.take(tree, isNotes);
    naive.take(oid);
  }
}

/** "path mode id" of all files. */
const filesOf = (repo: TestRepository, commit: string): string[] =>
  gitLines(repo, ['ls-tree', '-r', '-z', commit]).join('\n').split('\0').filter(Boolean);

describe.each(['sha1', 'sha256'] as const)('random histories (%s)', (algorithm) => {
  test('every object becomes what the oracle says, and git agrees', { timeout: 300_000 }, () => {
    const box = sandbox();
    let number = 0;
    fc.assert(
      fc.property(historyPlan, (plan) => {
        const repo = new TestRepository(box, `r${number++}`, [`--object-format=${algorithm}`, '--bare']);
        const writer = new LooseWriter(join(repo.path, 'objects'), algorithm);
        const made = makeHistory(writer, plan);
        const refs = [...made.commits, ...made.tags].map((oid, i) => `create refs/odd/r${i} ${oid}\n`);
        const notes = made.notes.map((oid, i) => `create refs/notes/n${i} ${oid}\n`);
        expect(
          box.run('git', ['update-ref', '--stdin'], { cwd: repo.path, input: [...refs, ...notes].join('') }).status,
        ).toBe(0);
        if (plan.packed !== 'loose') repo.git('repack', '-adq', ...(plan.packed === 'both' ? [] : ['-f']));
        const naive = expected(writer, made);
        const done = rewriteObjects(repo);
        for (const oid of [...made.commits, ...made.tags, ...made.notes]) {
          const now = naive.of(oid);
          if (done.of(oid) !== now) expect(bytesOf(repo, done.of(oid)!).toString('latin1')).toBe(naive.texts.get(now));
          expect(done.of(oid)).toBe(now);
        }
        expect(done.commits).toBe(made.commits.concat(made.notes).filter((oid) => naive.ids.has(oid)).length);
        expectSound(repo, made, done.of);
        rmSync(repo.path, { recursive: true });
      }),
      { numRuns: RUNS },
    );
  });
});

/** What git itself says of the new history. */
function expectSound(
  repo: TestRepository,
  { commits, tags, notes }: MadeHistory,
  of: (oid: string) => string | null,
): void {
  const tips = [...commits, ...tags, ...notes].map((oid) => of(oid)!);
  const reached = gitLines(repo, ['rev-list', '--objects', '--no-object-names', ...tips]);
  for (const { bytes, oid } of objectsNamed(repo, reached)) expect(bytes.includes(TEXT), oid).toBe(false);
  // Each of them takes two processes; the oracle has looked at all.
  for (const commit of commits.slice(-3)) {
    const blobs = new Map<string, string>();
    const before = filesOf(repo, commit);
    const after = filesOf(repo, of(commit)!);
    const id = / ([0-9a-f]{40,64})\t/;
    expect(after.map((line) => line.replace(id, ''))).toEqual(before.map((line) => line.replace(id, '')));
    for (const [i, line] of before.entries()) {
      const [old, now] = [id.exec(line)![1]!, id.exec(after[i]!)![1]!];
      if (old !== now) blobs.set(old, now);
    }
    const pairs = [...blobs];
    const texts = objectsNamed(repo, pairs.flat()).map(({ bytes }) => bytes.toString('latin1'));
    for (let i = 0; i < pairs.length; i++) expect(texts[2 * i + 1]).toBe(texts[2 * i]!.replaceAll(TEXT, MARK));
  }
}
