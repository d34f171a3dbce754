import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Oid } from '../../../src/domain/blob.ts';
import type { Introduction, Repository } from '../../../src/git/repository.ts';
import { Sandbox, TestRepository } from '../../support/sandbox.ts';
import { type Adapter, listed, range, using } from './adapters.ts';

/** One commit of a random history: where it comes from, and what it does to the files. */
interface Step {
  readonly parents: readonly number[];
  readonly edits: readonly { readonly path: string; readonly content: number; readonly mode: string }[];
}

const PATHS = ['a', 'b', 'd/a', 'd/b', 'd/e/f', 'x'];
// Few contents, so that files are moved, copied and reverted; unlike each other, so that git finds exact renames only.
const CONTENTS = ['', 'one\n', '2222222222\n', 'three three three\n', '!'];

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    parents: fc.uniqueArray(fc.nat(20), { maxLength: 3 }),
    edits: fc.array(
      fc.record({
        path: fc.constantFrom(...PATHS),
        content: fc.integer({ min: -1, max: CONTENTS.length - 1 }),
        mode: fc.constantFrom('100644', '100644', '100755', '120000'),
      }),
      { minLength: 1, maxLength: 5 },
    ),
  }),
  { minLength: 1, maxLength: 7 },
);

// A merge that changes a file of one parent into a file of the other that stood elsewhere.
const RENAMED_IN_A_MERGE: Step[] = [
  { parents: [], edits: ['a', 'b'].map((path, n) => ({ path, content: n ? 0 : 4, mode: '100644' })) },
  { parents: [], edits: ['x', 'd/e/f'].map((path) => ({ path, content: 0, mode: '100644' })) },
  { parents: [7, 0], edits: [{ path: 'x', content: 4, mode: '100644' }] },
];

/** Builds the history in one process. @param second seconds between two commits; 0 gives all of them the same date */
function build(made: TestRepository, history: readonly Step[], second: number): Oid[] {
  let stream = '';
  for (const [i, { parents, edits }] of history.entries()) {
    const from = i === 0 ? [] : [...new Set(parents.map((parent) => (parent % i) + 1))];
    stream += `commit refs/heads/c${i}\nmark :${i + 1}\ncommitter C <c@example.com> ${1_700_000_000 + i * second} +0000\ndata 1\n${i}\n`;
    stream += from.map((mark, n) => `${n === 0 ? 'from' : 'merge'} :${mark}\n`).join('');
    for (const { path, content, mode } of edits) {
      const text = CONTENTS[content];
      stream += text === undefined ? `D ${path}\n` : `M ${mode} inline ${path}\ndata ${text.length}\n${text}\n`;
    }
  }
  made.sandbox.run('git', ['fast-import', '--quiet', '--done'], { cwd: made.path, input: `${stream}done\n` });
  return history.map((_, i) => made.git('rev-parse', `c${i}`));
}

const sorted = (found: readonly Introduction[]): string[] =>
  found.map(({ commit, path, mode, oid, before }) => `${commit} ${path} ${mode} ${oid} ${before.join()}`).sort();

test('on random histories both adapters give the same objects, commits and introductions', async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.array(fc.nat(20), { maxLength: 2 }), fc.nat(1), async (history, left, second) => {
      const sandbox = new Sandbox();
      try {
        const made = new TestRepository(sandbox);
        const commits = build(made, history, second);
        const exclude = left.map((n) => commits[n % commits.length]!);
        const look = async (git: Repository) => {
          const objects = await listed(git.objects(range(commits.slice(-2), { exclude })));
          const reached = await git.commits(range(commits.slice(-2), { exclude }));
          const introductions = await git.introductions(
            commits,
            new Set((await everything(git)).map(({ oid }) => oid)),
          );
          return { objects, reached: reached.toSorted(), introductions: sorted(introductions) };
        };
        const everything = (git: Repository) => listed(git.objects(range(commits)));
        const answers = (adapter: Adapter) => using(adapter, made, look);
        expect(await answers('isomorphic-git')).toEqual(await answers('git'));
      } finally {
        sandbox.remove();
      }
    }),
    { numRuns: 15, examples: [[RENAMED_IN_A_MERGE, [], 0]] },
  );
});
