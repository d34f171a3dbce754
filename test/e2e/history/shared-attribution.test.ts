import { cpSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PACKAGE, Project, seen } from '../../support/cli.ts';
import { data, fastImport, giveSalt, reportOf } from '../../support/history/leaky-history.ts';
import type { Outcome } from '../../support/sandbox.ts';
import { githubToken } from '../../support/secrets.ts';

/** So many that threads share the reading of commits and trees. */
const COMMITS = 36_000;
const WORKS = `require('./true-worker.cjs');`;

/** A history, and a copy of the program whose workers can be told what to do. */
class Bench {
  readonly project = new Project();
  /** Where `COUNTS` writes. */
  readonly counts = join(this.project.sandbox.root, 'counts');
  readonly #dist = join(this.project.sandbox.root, 'dist');

  constructor() {
    giveSalt(this.project);
    fastImport(this.project, longStream());
    cpSync(join(PACKAGE, 'dist'), this.#dist, { recursive: true });
    renameSync(join(this.#dist, 'scan-worker.cjs'), join(this.#dist, 'true-worker.cjs'));
  }

  /** Scans. @param code what each worker runs */
  scan(code: string, ...args: string[]): Outcome {
    const head = `const { parentPort } = require('node:worker_threads');\n`;
    writeFileSync(join(this.#dist, 'scan-worker.cjs'), head + code);
    const cli = [join(this.#dist, 'cli.cjs'), 'scan', '--all', '--no-cache', '--format', 'json', ...args];
    const env = { NODE_PATH: join(PACKAGE, 'node_modules') };
    return this.project.sandbox.run(process.execPath, cli, { cwd: this.project.path, env });
  }
}

function longStream(): string {
  let stream = '';
  for (let n = 0; n < COMMITS; n++) {
    const text = n % 3000 === 7 ? `token: ${githubToken()}\n` : `line ${n}\n`;
    const path = `dir${n % 13}/${n % 5 === 0 ? 'deeper/' : ''}file${n % 7}.txt`;
    stream += `commit refs/heads/main\ncommitter A <a@example.com> ${1_700_000_000 + n} +0000\n${data(`commit ${n}`)}`;
    stream += `M 100644 inline ${path}\n${data(text)}`;
  }
  return `${stream}done\n`;
}

test('several threads read a long history, and say what one alone does', () => {
  const bench = new Bench();
  const alone = reportOf(bench.scan(WORKS, '--threads', '1'));
  expect(alone.findings.length).toBeGreaterThan(8);
  // A worker's answer is a block of words, the sixth of which is how many commits it has read.
  const counting = `
    const post = parentPort.postMessage.bind(parentPort);
    parentPort.postMessage = (message) => {
      if (message.done instanceof Uint32Array)
        require('node:fs').appendFileSync(${JSON.stringify(bench.counts)}, message.done[5] + '\\n');
      post(message);
    };
    ${WORKS}`;
  const tight = ['--threads', '2', '--max-memory', '32m'];
  expect(reportOf(bench.scan(counting, ...tight))).toEqual(alone);
  expect(existsSync(bench.counts)).toBe(false);
  expect(reportOf(bench.scan(counting, '--threads', '3'))).toEqual(alone);
  const read = readFileSync(bench.counts, 'utf8').trim().split('\n').map(Number);
  expect(read).toHaveLength(2);
  for (const commits of read) expect(commits).toBeGreaterThan(100);
});

test('of what a worker took that fails nothing is lost', () => {
  const bench = new Bench();
  const alone = reportOf(bench.scan(WORKS, '--threads', '1'));
  for (const failure of ['process.exit(0)', 'throw new Error("broken")', 'parentPort.postMessage({})']) {
    const failing = `parentPort.on('message', ({ kind }) => { if (kind === 'trees') { ${failure} } });\n${WORKS}`;
    const outcome = bench.scan(failing, '--threads', '2');
    expect(reportOf(outcome), `${failure}\n${seen(outcome)}`).toEqual(alone);
  }
});
