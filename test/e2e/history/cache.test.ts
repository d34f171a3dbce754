import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { CLI, copies, guard, guarded, PACKAGE, Project, succeeds } from '../../support/cli.ts';
import { jsonReport } from '../../support/json-report.ts';
import type { TestRepository } from '../../support/sandbox.ts';
import { awsKeyId, awsSecretKey, expectNoSecret, githubToken, npmToken } from '../../support/secrets.ts';
import { seededRandom } from '../../support/template.ts';

interface Run {
  readonly report: ReturnType<typeof jsonReport>;
  /** What `--stats` says of the cache; undefined where it says nothing. */
  readonly cache: string | undefined;
}

interface Where {
  readonly folder?: string;
  readonly state?: string;
  readonly cli?: string;
}

/** Runs `scan --all` in a project, as a user whose state lies in a folder of the sandbox. */
function scanAll({ sandbox, path }: Project, args: readonly string[] = [], where: Where = {}): Run {
  const { folder = path, state = 'state', cli = CLI } = where;
  const env = { XDG_STATE_HOME: join(sandbox.root, state) };
  const command = [cli, 'scan', '--all', '--stats', '--format', 'json', ...args];
  const outcome = sandbox.run(process.execPath, command, { cwd: folder, env });
  expect(outcome.stdout, outcome.stderr).not.toBe('');
  return { report: jsonReport(outcome), cache: /^cache: (.*)$/m.exec(outcome.stderr)?.[1] };
}

/** Scans, and asserts that the report is what a scan without a cache says. @returns what was used of the cache */
function scansRight(project: Project, args: readonly string[] = [], where: Where = {}): string | undefined {
  const { report, cache } = scanAll(project, args, where);
  expect(report).toEqual(scanAll(project, [...args, '--no-cache'], where).report);
  return cache;
}

const cacheOf = (project: TestRepository): string => join(project.path, '.git', 'unleak', 'cache');
const filesOf = (project: TestRepository): string[] =>
  readdirSync(cacheOf(project)).map((name) => join(cacheOf(project), name));
const token = (secret: string): string => `TOKEN = "${secret}"\n`;

/** Secrets in files that change, come, go and move, and in messages; all in one pack. */
const history = copies((project) => {
  guard(project);
  const kept = githubToken();
  project.commit('keys', {
    'src/a.ts': token(kept),
    'b.env': `aws_access_key_id = ${awsKeyId()}\naws_secret_access_key = ${awsSecretKey()}\n`,
  });
  project.commit('more', { 'src/a.ts': `// more\n${token(kept)}${token(npmToken())}` });
  project.commit(`oops: ${githubToken()}`, { 'b.env': 'none\n', 'c.txt': 'text\n'.repeat(500) });
  project.git('mv', 'src/a.ts', 'moved.ts');
  project.commit('moved', { 'c.txt': `${'text\n'.repeat(500)}${token(npmToken())}` });
  project.git('tag', '-a', 'v1', '-m', `tag ${npmToken()}`);
  project.git('checkout', '-q', '-b', 'other');
  project.commit('other', { other: token(githubToken()) });
  project.git('checkout', '-q', 'main');
  project.git('reflog', 'expire', '--expire=all', '--all');
  project.git('repack', '-adq');
});

/** The same, scanned once. */
function scanned(): Project {
  const project = history();
  expect(scansRight(project)).toBe('none');
  return project;
}

describe('the second scan of a whole history', () => {
  test('where nothing has changed, knows everything', () => {
    const project = scanned();
    expect(scansRight(project)).toBe('unchanged');
    expect(scanAll(project).report.findings.length).toBeGreaterThan(6);
    expect(scansRight(project, ['--git', 'isomorphic-git'])).toBe('unchanged');
  });

  test('where nothing was found, too', () => {
    const project = guarded();
    expect(scansRight(project)).toBe('none');
    expect(scansRight(project)).toBe('unchanged');
  });

  test('knows it in every work tree, and in bare repositories', () => {
    const project = scanned();
    const tree = join(project.sandbox.root, 'tree');
    project.git('worktree', 'add', '-q', tree, 'other');
    scanAll(project);
    expect(scansRight(project, [], { folder: tree })).toBe('unchanged');
    const bare = join(project.sandbox.root, 'bare.git');
    project.git('clone', '-q', '--bare', project.path, bare);
    scanAll(project, [], { folder: bare });
    expect(scanAll(project, [], { folder: bare }).cache).toBe('unchanged');
  });

  test('looks at what came: a commit, a new pack, a fetch; and at all after a repack', () => {
    const project = scanned();
    project.commit('new', {
      'new.env': token(githubToken()),
      'src/again.ts': readFileSync(join(project.path, 'moved.ts')),
    });
    expect(scansRight(project)).toBe('1 pack');
    expect(scansRight(project)).toBe('unchanged');
    project.git('repack', '-dq');
    expect(scansRight(project)).toBe('1 pack');
    expect(scansRight(project)).toBe('unchanged');
    project.commit('newer', { 'newer.env': token(npmToken()) });
    expect(scansRight(project)).toBe('2 packs');
    const other = new Project('elsewhere', [], project.sandbox);
    other.commit('from elsewhere', { elsewhere: token(githubToken()) });
    project.git('-c', 'fetch.unpackLimit=1', 'fetch', '-q', other.path, 'main:fetched');
    expect(scansRight(project)).toBe('2 packs');
    expect(scansRight(project)).toBe('unchanged');
    project.git('gc', '-q', '--prune=now');
    expect(scansRight(project)).toBe('none');
    expect(scansRight(project)).toBe('unchanged');
  });

  test('sees what refs make of it: deleted, moved, made', () => {
    const project = scanned();
    const stateOf = (path: string): unknown => {
      const found = scanAll(project).report.findings.find((finding) => finding.path === path);
      return (found as { readonly state?: string } | undefined)?.state;
    };
    expect(stateOf('other')).toBe('tip');
    project.git('update-ref', '-d', 'refs/heads/other');
    expect(scansRight(project)).toBe('1 pack');
    expect(stateOf('other')).toBe('unreachable');
    expect(stateOf('b.env')).toBe('history');
    project.git('update-ref', 'refs/heads/old', 'HEAD~3');
    expect(scansRight(project)).toBe('1 pack');
    expect(stateOf('b.env')).toBe('tip');
    project.git('checkout', '-q', '--detach', 'HEAD~1');
    expect(scansRight(project)).toBe('1 pack');
  });

  test('sees what the configuration makes of it', () => {
    const project = scanned();
    const [finding] = scanAll(project).report.findings;
    project.write('.unleakrc.yaml', `allow:\n  - fingerprints: [${finding!.fingerprint}]\n    reason: a test\n`);
    expect(scansRight(project)).toBe('unchanged');
    expect(scanAll(project).report.findings.filter(({ suppressed }) => suppressed?.by === 'fingerprint')).not.toEqual(
      [],
    );
    project.write('.unleakrc.yaml', `rules:\n  ${finding!.rule}: off\n`);
    expect(scansRight(project)).toBe('none');
    expect(scansRight(project)).toBe('unchanged');
    expect(scanAll(project).report.findings.some(({ rule }) => rule === finding!.rule)).toBe(false);
    project.write('.unleakrc.yaml', '');
    expect(scansRight(project)).toBe('1 pack');
  });

  test('by another version begins anew', () => {
    const project = scanned();
    const folder = join(project.sandbox.root, 'next');
    cpSync(join(PACKAGE, 'dist'), join(folder, 'dist'), { recursive: true });
    symlinkSync(join(PACKAGE, 'node_modules'), join(folder, 'node_modules'));
    const cli = join(folder, 'dist', 'cli.cjs');
    expect(scansRight(project, [], { cli })).toBe('unchanged');
    const engine = join(folder, 'dist', 'engine.cjs');
    writeFileSync(engine, readFileSync(engine, 'utf8').replaceAll('"0.1.0"', '"0.1.1"'));
    expect(scansRight(project, [], { cli })).toBe('none');
  });

  test('knows a pack that git has touched, and none that was changed', () => {
    const project = scanned();
    const folder = join(project.path, '.git/objects/pack');
    const pack = join(folder, readdirSync(folder).find((name) => name.endsWith('.pack'))!);
    utimesSync(pack, 1, 1);
    expect(scansRight(project)).toBe('1 pack');
    expect(scansRight(project)).toBe('unchanged');
    const bytes = readFileSync(pack);
    bytes[bytes.length - 30]! ^= 0x55;
    chmodSync(pack, 0o600);
    writeFileSync(pack, bytes);
    for (let run = 0; run < 2; run++) expect(['none', undefined]).toContain(scansRight(project));
  });

  test('counts what several packs hold once', () => {
    const project = scanned();
    project.commit('new', { new: token(githubToken()) });
    project.git('repack', '-aq');
    const [first, second] = [scansRight(project), scansRight(project)];
    expect([first, second]).toEqual([expect.stringMatching(/none|1 pack/), 'unchanged']);
    project.commit('newer', { newer: token(githubToken()) });
    expect(scansRight(project)).toMatch(/^none|1 pack$/);
  });

  test("looks at an alternate's packs, and sees them change", () => {
    const project = scanned();
    const clone = join(project.sandbox.root, 'clone');
    project.git('clone', '-q', '--shared', project.path, clone);
    expect(scansRight(project, [], { folder: clone })).toBe('none');
    expect(scansRight(project, [], { folder: clone })).toBe('unchanged');
    project.commit('new', { new: token(githubToken()) });
    expect(scansRight(project, [], { folder: clone })).toBe('1 pack');
  });

  test('says again what a shallow clone lacks', () => {
    const project = scanned();
    const clone = join(project.sandbox.root, 'clone');
    project.git('clone', '-q', '--depth=2', pathToFileURL(project.path).href, clone);
    expect(scansRight(project, [], { folder: clone })).toBe('none');
    expect(scansRight(project, [], { folder: clone })).toBe('unchanged');
    const { coverage } = scanAll(project, [], { folder: clone }).report;
    expect(coverage.skipped).toContainEqual(expect.objectContaining({ reason: 'shallow-boundary' }));
    const edge = join(clone, '.git', 'shallow');
    const commits = readFileSync(edge);
    rmSync(edge);
    expect(scansRight(project, [], { folder: clone })).toBe('1 pack');
    writeFileSync(edge, commits);
    project.sandbox.run('git', ['fetch', '-q', '--unshallow'], { cwd: clone });
    expect(scansRight(project, [], { folder: clone })).not.toBe('unchanged');
  });
});

describe('a cache', () => {
  test('that is damaged anywhere is as none', () => {
    const project = scanned();
    const right = scanAll(project, ['--no-cache']).report;
    const random = seededRandom(7);
    const whole = filesOf(project).map((file) => ({ file, bytes: readFileSync(file) }));
    for (let round = 0; round < 8; round++) {
      for (const { file, bytes } of whole) {
        const at = Math.floor(random() * bytes.length);
        const changed = Buffer.from(bytes);
        changed[at]! ^= 1 + Math.floor(random() * 255);
        writeFileSync(file, round % 2 === 0 ? changed : bytes.subarray(0, at));
      }
      expect(scanAll(project)).toEqual({ report: right, cache: 'none' });
    }
  });

  test('that somebody else has made is as none', () => {
    const project = scanned();
    expect(scansRight(project, [], { state: 'somebody-else' })).toBe('none');
  });

  test('whose secrets do not stand where it says is as none', () => {
    const project = scanned();
    const other = history();
    // Sealed by the same user, but for another repository.
    cpSync(cacheOf(project), cacheOf(other), { recursive: true });
    mkdirSync(join(other.sandbox.root, 'state'));
    cpSync(join(project.sandbox.root, 'state'), join(other.sandbox.root, 'state'), { recursive: true });
    expect(scansRight(other)).toBe('none');
  });

  test('holds no secret, and is for its user only', () => {
    const project = scanned();
    const files = filesOf(project);
    expect(files.map((file) => file.replace(/.*\//, '').replace(/-.*/, '')).sort()).toEqual(['history', 'pack']);
    for (const file of files) expectNoSecret(readFileSync(file, 'latin1'));
  });

  test('is not kept of a whole history with a secret in a path or a name', () => {
    const inPath = history();
    inPath.commit('path', { [`backup/${githubToken()}.txt`]: token(npmToken()) });
    expect(scansRight(inPath)).toBe('none');
    expect(scansRight(inPath)).toBe('1 pack');
    for (const file of filesOf(inPath)) expectNoSecret(readFileSync(file, 'latin1'));
    const inName = history();
    inName.write('named', token(npmToken()));
    inName.git('add', '-A');
    inName.git('commit', '-q', '--no-verify', '-m', 'named', `--author=A <${githubToken()}@example.com>`);
    scanAll(inName);
    expect(scansRight(inName)).toBe('1 pack');
    for (const file of filesOf(inName)) expectNoSecret(readFileSync(file, 'latin1'));
  });

  test('is not kept of what could not be read', () => {
    const project = history();
    const commit = project.commit('new', { new: token(githubToken()) });
    const oid = project.git('rev-parse', `${commit}:new`);
    const file = join(project.path, '.git/objects', oid.slice(0, 2), oid.slice(2));
    chmodSync(file, 0o600);
    appendFileSync(file, 'damage');
    writeFileSync(file, readFileSync(file).subarray(0, 20));
    expect(scanAll(project).report.coverage.skipped.some(({ incomplete }) => incomplete)).toBe(true);
    expect(existsSync(cacheOf(project))).toBe(false);
  });

  test('is not kept of a whole history where git had to read some of it', () => {
    const project = history();
    project.commit('large', { large: `${'text\n'.repeat(100_000)}${token(githubToken())}` });
    project.git('repack', '-adq');
    expect(scansRight(project, ['--max-memory', '1m'])).toBe('none');
    expect(scansRight(project, ['--max-memory', '1m'])).toBe('1 pack');
  });

  test('is not kept of more than is reported', () => {
    const project = history();
    project.commit('many', { many: token(githubToken()).repeat(4001) });
    expect(scanAll(project).report.coverage.skipped).toContainEqual(
      expect.objectContaining({ reason: 'too-many-findings', incomplete: true }),
    );
    expect(existsSync(cacheOf(project))).toBe(false);
  });

  test('is neither kept nor used with --no-cache, by any other scan, or with rules of the user', () => {
    const project = history();
    scanAll(project, ['--no-cache']);
    project.unleak('scan', '--range', 'HEAD~1..HEAD');
    project.unleak('scan', '.');
    project.write('.unleakrc.yaml', 'customRules:\n  - id: mine\n    title: Mine\n    pattern: mine_[0-9]{8}\n');
    expect(scanAll(project).cache).toBeUndefined();
    expect(existsSync(join(project.path, '.git/unleak'))).toBe(false);
    expect(existsSync(join(project.sandbox.root, 'state'))).toBe(false);
    project.write('.unleakrc.yaml', '');
    scanAll(project);
    expect(scanAll(project, ['--no-cache']).cache).toBe('none');
  });

  test('is not kept behind a link, nor where it can not be, and nobody is told', () => {
    const linked = history();
    const elsewhere = join(linked.sandbox.root, 'elsewhere');
    mkdirSync(elsewhere);
    symlinkSync(elsewhere, join(linked.path, '.git/unleak'));
    for (let run = 0; run < 2; run++) expect(scansRight(linked)).toBe('none');
    expect(readdirSync(elsewhere)).toEqual([]);
    const taken = history();
    writeFileSync(join(taken.path, '.git/unleak'), '');
    for (let run = 0; run < 2; run++) expect(scansRight(taken)).toBe('none');
    const homeless = history();
    writeFileSync(join(homeless.sandbox.root, 'state'), '');
    for (let run = 0; run < 2; run++) expect(scansRight(homeless)).toBe('none');
    expect(existsSync(join(homeless.path, '.git/unleak'))).toBe(false);
  });

  test('of many runs at once is always whole', async () => {
    const project = history();
    const right = scanAll(project, ['--no-cache']).report;
    const env = { XDG_STATE_HOME: join(project.sandbox.root, 'state') };
    const command = [CLI, 'scan', '--all', '--format', 'json'];
    const runs = Array.from({ length: 4 }, () =>
      project.sandbox.runBeside(process.execPath, command, { cwd: project.path, env }),
    );
    for (const outcome of await Promise.all(runs)) expect(jsonReport(outcome)).toEqual(right);
    expect(scansRight(project)).toBe('unchanged');
    expect(filesOf(project)).toHaveLength(2);
  });

  test('leaves the repository as git wants it', () => {
    const project = scanned();
    succeeds(project.tryGit('fsck', '--full'));
    expect(project.git('status', '--porcelain')).toBe('');
  });
});
