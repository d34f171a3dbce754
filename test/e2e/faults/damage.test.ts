import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Project, seen, succeeds } from '../../support/cli.ts';
import type { Outcome } from '../../support/sandbox.ts';
import { githubToken } from '../../support/secrets.ts';
import { leavesUntouched, neverPasses, refuses, shell } from './faulty.ts';

const ADAPTERS = ['git', 'isomorphic-git'] as const;
const ZERO = '0'.repeat(40);

const looseFile = ({ path }: Project, oid: string): string => join(path, '.git/objects', oid.slice(0, 2), oid.slice(2));

/** Puts other bytes in the place of a loose object. */
function damage(project: Project, oid: string, change: (bytes: Buffer) => Buffer): void {
  const file = looseFile(project, oid);
  const bytes = readFileSync(file);
  chmodSync(file, 0o644);
  writeFileSync(file, change(bytes));
}

const flip = (bytes: Buffer): Buffer =>
  Buffer.from(bytes.map((byte, i) => (i > bytes.length / 2 ? byte ^ 0x5a : byte)));
const halve = (bytes: Buffer): Buffer => bytes.subarray(0, bytes.length / 2);
const empty = (): Buffer => Buffer.alloc(0);

const DAMAGES: readonly { readonly name: string; readonly change: (bytes: Buffer) => Buffer }[] = [
  { name: 'bytes changed', change: flip },
  { name: 'cut off', change: halve },
  { name: 'empty', change: empty },
];

/** Noise that zlib can't make small, so that damage in the middle of a file is damage in the middle of its text. */
const noise = (seed: number): string =>
  Array.from({ length: 300 }, (_, i) => ((i * 2654435761 + seed * 40503) >>> 7).toString(36)).join('\n');

/** Two commits and a staged file. */
function project(): Project {
  const made = new Project();
  made.commit('one', { 'a.txt': noise(1) });
  made.commit('two', { 'b.txt': noise(2), 'folder/c.txt': noise(3) });
  made.write('d.txt', noise(4));
  made.git('add', 'd.txt');
  return made;
}

const scan = (made: Project, adapter: string, ...args: string[]): Outcome =>
  leavesUntouched(join(made.path, '.git'), () => made.unleak('scan', '--git', adapter, ...args));

describe.each(ADAPTERS)('read by %s', (adapter) => {
  test('undamaged, all of these pass', () => {
    const made = project();
    for (const source of [['--staged'], ['--range', 'HEAD~1..HEAD'], ['--all']])
      succeeds(scan(made, adapter, ...source));
  });

  describe.each(DAMAGES)('an object is $name', ({ change }) => {
    test('staged blob', () => {
      const made = project();
      damage(made, made.git('rev-parse', ':d.txt'), change);
      refuses(scan(made, adapter, '--staged'), /damaged|corrupt|missing object|could not be read/i);
    });

    test.each(['HEAD:b.txt', 'HEAD:folder', 'HEAD^{tree}', 'HEAD'])('%s, in a range and in --all', (name) => {
      const made = project();
      const [from, to, oid] = [made.git('rev-parse', 'HEAD~1'), made.head(), made.git('rev-parse', name)];
      damage(made, oid, change);
      refuses(scan(made, adapter, '--range', `${from}..${to}`), /damaged|corrupt|missing|not in this repository|read/i);
      refuses(scan(made, adapter, '--all'), /damaged|corrupt|missing|read/i);
    });
  });

  test.each(['HEAD:b.txt', 'HEAD:folder', 'HEAD^{tree}', 'HEAD'])('%s is missing, in a range', (name) => {
    const made = project();
    const [from, to, oid] = [made.git('rev-parse', 'HEAD~1'), made.head(), made.git('rev-parse', name)];
    rmSync(looseFile(made, oid));
    refuses(scan(made, adapter, '--range', `${from}..${to}`), /missing|does not hold|not in this repository|read/i);
  });

  test('the staged blob, or the tree that it is compared with, is missing', () => {
    for (const name of [':d.txt', 'HEAD^{tree}']) {
      const made = project();
      rmSync(looseFile(made, made.git('rev-parse', name)));
      refuses(scan(made, adapter, '--staged'), /missing|does not hold|read|failed/i);
    }
  });

  test.each([
    { name: 'bytes changed', change: flip },
    { name: 'cut off', change: halve },
  ])('a pack is $name', ({ change }) => {
    const made = project();
    const [from, to] = [made.git('rev-parse', 'HEAD~1'), made.head()];
    made.git('repack', '-adq');
    made.git('prune-packed');
    const [pack] = made.git('rev-parse', '--git-path', 'objects/pack').split('\n');
    const names = shell(made, `ls ${pack}/*.pack`).stdout.trim().split('\n');
    for (const file of names) {
      chmodSync(join(made.path, file), 0o644);
      writeFileSync(join(made.path, file), change(readFileSync(join(made.path, file))));
    }
    refuses(scan(made, adapter, '--range', `${from}..${to}`), /damaged|corrupt|missing|not in|read|unknown/i);
    refuses(scan(made, adapter, '--all'), /damaged|corrupt|missing|read/i);
  });

  test('a secret is found beside what is damaged', () => {
    const made = project();
    made.commit('leak', { 'z.env': `token=${githubToken()}\n`, 'y.txt': noise(5) });
    damage(made, made.git('rev-parse', 'HEAD:y.txt'), flip);
    const outcome = neverPasses(scan(made, adapter, '--all'));
    expect(seen(outcome)).toMatch(/corrupt|damaged|missing|could not be read/i);
  });

  test('the index is damaged', () => {
    const made = project();
    writeFileSync(join(made.path, '.git/index'), 'DIRC and then nothing of the kind');
    refuses(scan(made, adapter, '--staged'), /index/i);
  });

  test('HEAD names a branch whose file is garbage', () => {
    const made = project();
    writeFileSync(join(made.path, '.git/refs/heads/main'), 'not an id\n');
    neverOrAll(scan(made, adapter, '--staged'));
  });
});

/** Without a readable HEAD all of the index counts as new: it was read, or the scan refuses. */
function neverOrAll(outcome: Outcome): void {
  if (outcome.status === 0) expect(outcome.stdout).toMatch(/in 4 objects/);
  else refuses(outcome, /./);
}

/** The number of objects that a repository holds. */
const objectCount = (made: Project): string => made.git('count-objects', '-v');

describe('a partial clone', () => {
  /** @param filter what the clone leaves out */
  function partial(filter: string): Project {
    const origin = project();
    origin.git('config', 'uploadpack.allowFilter', 'true');
    origin.git('config', 'uploadpack.allowAnySHA1InWant', 'true');
    const { sandbox } = origin;
    const args = [
      'clone',
      '-q',
      '--no-checkout',
      `--filter=${filter}`,
      `file://${origin.path}`,
      join(sandbox.root, 'clone'),
    ];
    succeeds(sandbox.run('git', args));
    const clone = new Project('clone', [], sandbox);
    clone.git('read-tree', '--empty');
    return clone;
  }

  const sources = [['--range', 'HEAD~1..HEAD'], ['--all']];

  test.each(ADAPTERS)('read by %s: nothing is fetched, and nothing is promised', (adapter) => {
    for (const filter of ['blob:none', 'tree:0']) {
      const clone = partial(filter);
      const before = objectCount(clone);
      for (const source of sources) {
        refuses(scan(clone, adapter, ...source), /missing object|partial clone|does not hold/i);
        expect(objectCount(clone)).toBe(before);
      }
    }
  });

  test('the hooks fetch nothing either', () => {
    const clone = partial('blob:none');
    const before = objectCount(clone);
    const input = `refs/heads/main ${clone.head()} refs/heads/other ${ZERO}\n`;
    refuses(shell(clone, 'sh "$HOOKS/pre-push" elsewhere url', { input }), /missing object|partial clone/i);
    const blob = clone.git('ls-tree', '--object-only', 'HEAD', 'b.txt');
    clone.sandbox.run('git', ['update-index', '--index-info'], { cwd: clone.path, input: `100644 ${blob}\tnew.txt\n` });
    refuses(shell(clone, 'sh "$HOOKS/pre-commit"'), /missing object|partial clone/i);
    expect(objectCount(clone)).toBe(before);
  });

  test('the tree of HEAD is not fetched by the pre-commit hook', () => {
    const clone = partial('tree:0');
    const before = objectCount(clone);
    const blob = shell(clone, 'git hash-object -w --stdin', { input: 'new\n' }).stdout.trim();
    clone.sandbox.run('git', ['update-index', '--index-info'], { cwd: clone.path, input: `100644 ${blob}\tnew.txt\n` });
    const outcome = shell(clone, 'sh "$HOOKS/pre-commit"');
    expect(Number(/count: (\d+)/.exec(objectCount(clone))![1])).toBe(Number(/count: (\d+)/.exec(before)![1]) + 1);
    expect(/packs: \d+/.exec(objectCount(clone))![0]).toBe(/packs: \d+/.exec(before)![0]);
    refuses(outcome, /partial clone|missing|does not hold/i);
  });
});

describe.each(ADAPTERS)('a shallow clone, read by %s', (adapter) => {
  function shallow(): Project {
    const origin = project();
    origin.commit('three', { 'e.txt': noise(6) });
    const { sandbox } = origin;
    succeeds(sandbox.run('git', ['clone', '-q', '--depth=2', `file://${origin.path}`, join(sandbox.root, 'clone')]));
    return new Project('clone', [], sandbox);
  }

  test('--all, and a range over its edge: exit code 2', () => {
    const clone = shallow();
    refuses(scan(clone, adapter, '--all'), /shallow/);
  });

  test('a base that is not here', () => {
    const clone = shallow();
    refuses(scan(clone, adapter, '--range', `${'ab'.repeat(20)}..HEAD`), /not in this repository/);
    refuses(scan(clone, adapter, '--range', 'HEAD~2..HEAD'), /not in this repository/);
    refuses(scan(clone, adapter, '--range', 'v1.0..HEAD'), /not in this repository/);
  });

  test('a range inside of what is here passes', () => {
    succeeds(scan(shallow(), adapter, '--range', 'HEAD~1..HEAD'));
  });

  test('a range whose base lies beside the edge', () => {
    const clone = shallow();
    const tree = clone.git('hash-object', '-t', 'tree', '-w', '/dev/null');
    const base = clone.git('commit-tree', tree, '-m', 'unrelated');
    refuses(scan(clone, adapter, '--range', `${base}..HEAD`), /shallow/);
  });
});

test('objects of an alternate that is gone', () => {
  const made = project();
  const clone = join(made.sandbox.root, 'clone');
  succeeds(made.sandbox.run('git', ['clone', '-q', '--shared', made.path, clone]));
  const [from, to] = [made.git('rev-parse', 'HEAD~1'), made.head()];
  rmSync(made.path, { recursive: true });
  mkdirSync(made.path);
  const outcome = made.sandbox.unleak(clone, ['scan', '--range', `${from}..${to}`]);
  refuses(outcome, /not in this repository|missing|damaged/);
});
