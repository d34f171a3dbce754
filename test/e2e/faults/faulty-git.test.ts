import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { copies, Project, seen } from '../../support/cli.ts';
import { sized } from '../../support/runs.ts';
import type { Outcome } from '../../support/sandbox.ts';
import { githubToken } from '../../support/secrets.ts';
import { faultyGit, leavesUntouched, neverPasses, refuses, shell } from './faulty.ts';

/** A way in which a git may fail, as lines of the script that stands in its place. */
interface Fault {
  readonly name: string;
  readonly lines: string;
}

// Some of what git prints has come by then; the rest never does.
const PART = 'head -c $((size / 2 + 7))';
const HALF = `"$real" "$@" > "$0.out"; size=$(wc -c < "$0.out"); ${PART} "$0.out"`;

const FAULTS: readonly Fault[] = [
  { name: 'is killed at once', lines: 'kill -9 $$' },
  { name: 'is killed in the middle of its answer', lines: `${HALF}; kill -9 $$` },
  { name: 'ends in the middle of its answer with exit status 0', lines: `${HALF}; exit 0` },
  { name: 'prints garbage', lines: "cat > /dev/null; printf 'no\\377such\\001answer of git\\n'; exit 0" },
  { name: 'prints garbage and no line end', lines: "cat > /dev/null; printf 'deadbeef'; exit 0" },
  { name: 'fails without a word', lines: 'exit 1' },
  { name: 'fails with exit status 128', lines: 'echo "fatal: out of memory, malloc failed" >&2; exit 128' },
];

/** Printing nothing and exiting with 0 can be told from an answer where one is due for each question. */
const EMPTY: Fault = { name: 'prints nothing with exit status 0', lines: 'cat > /dev/null; exit 0' };

/** The part that comes of an answer of one short line is all of it. */
const SHORT_FAULTS = FAULTS.filter(({ name }) => !name.startsWith('ends in the middle'));

/** A door, and the calls of git behind it, as patterns of the shell. */
interface DoorCase {
  readonly name: string;
  readonly run: (project: Project, env: { PATH: string }) => Outcome;
  readonly calls: Readonly<Record<string, readonly Fault[]>>;
}

const BATCH = '*" cat-file --batch "*';

const DOORS: readonly DoorCase[] = [
  {
    name: 'scan --staged',
    run: (project, env) => shell(project, 'node "$UNLEAK" scan --staged', { env }),
    calls: { '*" diff-index "*': FAULTS, [BATCH]: [...FAULTS, EMPTY], '*" rev-parse --is-bare"*': [...FAULTS, EMPTY] },
  },
  {
    name: 'scan --range',
    run: (project, env) => shell(project, 'node "$UNLEAK" scan --range HEAD~1..HEAD', { env }),
    calls: {
      '*" rev-list "*': FAULTS,
      [BATCH]: [...FAULTS, EMPTY],
      '*" --batch-check "*': [...FAULTS, EMPTY],
    },
  },
  {
    name: 'scan --all',
    run: (project, env) => shell(project, 'node "$UNLEAK" scan --all', { env }),
    calls: { '*" rev-parse --is-bare"*': [...FAULTS, EMPTY], '*" --git-path objects "*': [...SHORT_FAULTS, EMPTY] },
  },
  {
    name: 'scan --all, read through git for the sake of a rule of the user',
    run: (project, env) => {
      const config = join(project.sandbox.root, 'rules.yaml');
      writeFileSync(config, "customRules: [{ id: never, title: Never, pattern: 'zq_never[0-9]{9}', tier: warn }]\n");
      return shell(project, `node "$UNLEAK" scan --all --config ${config}`, { env });
    },
    calls: {
      '*" --batch-all-objects "*" --batch "*': [...FAULTS, EMPTY],
      '*" --batch-all-objects "*" --batch-check="*': FAULTS,
    },
  },
  {
    name: 'pre-commit',
    run: (project, env) => shell(project, 'sh "$HOOKS/pre-commit"', { env }),
    calls: { '*" diff-index "*': FAULTS, [BATCH]: [...FAULTS, EMPTY] },
  },
  {
    name: 'pre-push',
    run: (project, env) => {
      const head = project.head();
      const line = `refs/heads/main ${head} refs/heads/main ${'0'.repeat(40)}\n`;
      return shell(project, 'sh "$HOOKS/pre-push" origin url', { env, input: line });
    },
    calls: { '*" rev-list "*': FAULTS, [BATCH]: [...FAULTS, EMPTY] },
  },
];

/** Two commits, and something staged: enough that half an answer ends inside of it. */
function prepare(project: Project, secret: string): void {
  project.commit('one', { 'a.txt': 'a\n'.repeat(300), 'folder/b.txt': 'b\n' });
  project.commit('two', { 'c.txt': `${'c\n'.repeat(400)}${secret}\n`, 'folder/d.txt': 'd\n'.repeat(400) });
  for (const name of ['e', 'f', 'g']) project.write(`${name}.txt`, `${`${name}\n`.repeat(300)}${secret}\n`);
  project.git('add', '-A');
}

const clean = copies((project) => prepare(project, ''));
const leaky = copies((project) => prepare(project, githubToken()));

/** Every fault of every call with UNLEAK_RUNS=1; else every other one, in turn. */
const STEP = sized(1, 2);

for (const { name, run, calls } of DOORS) {
  describe(name, () => {
    for (const [number, [call, faults]] of Object.entries(calls).entries()) {
      test.each(faults.filter((_, fault) => (number + fault) % STEP === 0))(`${call}: git $name`, ({ lines }) => {
        const one = clean();
        const broken = faultyGit(one.sandbox, `${call}) ${lines} ;;`);
        const outcome = leavesUntouched(one.path, () => run(one, broken));
        refuses(outcome, /git|could not be read/i);

        const other = leaky();
        neverPasses(run(other, faultyGit(other.sandbox, `${call}) ${lines} ;;`)));
      });
    }

    test('git refuses the repository because of its owner', () => {
      const project = clean();
      const lines = `echo "fatal: detected dubious ownership in repository at '/some/where'" >&2; exit 128`;
      const outcome = run(project, faultyGit(project.sandbox, `*) ${lines} ;;`));
      refuses(outcome, /belongs to another user/);
      expect(seen(outcome)).toMatch(/safe\.directory/);
    });
  });
}

test('what git prints on standard error is matched, never passed on', () => {
  const project = clean();
  const secret = githubToken();
  const env = faultyGit(project.sandbox, `*" diff-index "*) echo "fatal: odd ${secret}" >&2; exit 128 ;;`);
  refuses(shell(project, 'node "$UNLEAK" scan --staged', { env }), /git diff-index failed/);
});

describe('a git that never ends', () => {
  test.each([BATCH, '*" rev-list "*', '*" --batch-check "*'])('%s: the time budget holds', (call) => {
    const project = clean();
    // Long enough for the test to tell, short enough not to stay behind.
    const env = faultyGit(project.sandbox, `${call}) exec sleep 40 ;;`);
    const started = performance.now();
    const outcome = shell(project, 'node "$UNLEAK" scan --range HEAD~1..HEAD --budget 1', { env });
    expect((performance.now() - started) / 1000).toBeLessThan(15);
    refuses(outcome, /time/);
  });

  test('the budget ends while git is still being read', () => {
    const project = clean();
    // A first object comes at once, the next too late; then git is ended by us, which is no crash.
    const lines = `"$real" "$@" > "$0.out"; head -c 2300 "$0.out"; sleep 3; tail -c +2301 "$0.out"; exit 0`;
    const env = faultyGit(project.sandbox, `${BATCH}) ${lines} ;;`);
    for (const budget of ['0.001', '0.3', '1', '2.5'])
      refuses(shell(project, `node "$UNLEAK" scan --range HEAD~1..HEAD --budget ${budget}`, { env }), /time/);
  });

  test('a server answers within its budget', () => {
    const project = clean();
    const bare = new Project('bare.git', ['--bare'], project.sandbox);
    project.git('push', '-q', bare.path, 'HEAD:refs/heads/main');
    const [from, to] = [project.git('rev-parse', 'HEAD~1'), project.head()];
    bare.git('update-ref', 'refs/heads/main', from);
    const env = faultyGit(project.sandbox, `${BATCH}) exec sleep 40 ;;`);
    const input = `${from} ${to} refs/heads/main\n`;
    const started = performance.now();
    const outcome = shell(project, 'sh "$HOOKS/pre-receive"', { cwd: bare.path, env, input });
    expect((performance.now() - started) / 1000).toBeLessThan(15);
    refuses(outcome, /time/);
  });
});

test('git dies while thousands of ids are still to be asked for', () => {
  const project = new Project();
  const entries = Array.from({ length: 20_000 }, (_, i) => {
    const text = `line ${i}\n`;
    return `blob\nmark :${i + 1}\ndata ${text.length}\n${text}\n`;
  });
  const commit = `commit refs/heads/main\ncommitter C <c@example.com> 1700000000 +0000\ndata 4\nmany\n${entries
    .map((_, i) => `M 100644 :${i + 1} f${i % 100}/${i}.txt\n`)
    .join('')}\n`;
  project.sandbox.run('git', ['fast-import', '--quiet'], { cwd: project.path, input: entries.join('') + commit });
  for (const lines of ['head -c 100 > /dev/null; exit 0', 'head -c 100 > /dev/null; kill -9 $$']) {
    const env = faultyGit(project.sandbox, `${BATCH}) ${lines} ;;`);
    const range = shell(project, 'sh "$HOOKS/pre-push" origin url', {
      env,
      input: `refs/heads/main ${project.head()} refs/heads/main ${'0'.repeat(40)}\n`,
    });
    refuses(range, /git/);
  }
});
