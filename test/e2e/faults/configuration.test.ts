import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CLI, Project, seen, succeeds } from '../../support/cli.ts';
import type { Outcome } from '../../support/sandbox.ts';
import { githubToken, npmToken } from '../../support/secrets.ts';
import { permissionsCount, unprivileged } from '../../support/unprivileged.ts';
import { hookScript, leavesUntouched, leftOut, neverPasses, refuses, shell } from './faulty.ts';

const NAME = '.unleakrc.yaml';

function staged(): Project {
  const project = new Project();
  project.commit('one', { 'a.txt': 'a\n' });
  project.write('b.txt', 'b\n');
  project.git('add', 'b.txt');
  return project;
}

/** Both doors that every user has: the command line and the hook. */
const both = (project: Project): Outcome[] => [
  project.unleak('scan', '--staged'),
  shell(project, 'sh "$HOOKS/pre-commit"'),
];

describe('the configuration can not be read', () => {
  const places: readonly { name: string; make: (file: string, project: Project) => void }[] = [
    { name: 'a folder', make: (file) => mkdirSync(file) },
    { name: 'a FIFO', make: (file, { sandbox }) => succeeds(sandbox.run('mkfifo', [file])) },
    { name: 'a link to /dev/zero', make: (file) => symlinkSync('/dev/zero', file) },
    { name: 'a link to a file outside', make: (file) => symlinkSync('/etc/hostname', file) },
    { name: 'a link to itself', make: (file) => symlinkSync(NAME, file) },
    { name: 'a link to nothing', make: (file) => symlinkSync('nothing', file) },
    { name: 'larger than any configuration', make: (file) => writeFileSync(file, '#'.repeat(2 ** 21)) },
  ];

  test.each(places)('it is $name', ({ make }) => {
    const project = staged();
    make(join(project.path, NAME), project);
    for (const outcome of both(project)) refuses(outcome, /\.unleakrc\.yaml can't be read/);
  });

  test.each(['/dev/zero', '/dev/stdin', '.', 'missing.yaml'])('--config %s', (file) => {
    refuses(staged().unleak('scan', '--staged', '--config', file), /can't be read|not a regular file/);
  });

  test('its permissions forbid it', () => {
    if (leftOut(permissionsCount ? undefined : 'root reads whatever the permissions say, and setpriv is not here'))
      return;
    const project = staged();
    project.write(NAME, 'rules: {}\n');
    chmodSync(join(project.path, NAME), 0o000);
    for (const [command, args] of [
      unprivileged(process.execPath, [CLI, 'scan', '--staged']),
      unprivileged('sh', [hookScript('pre-commit')]),
    ]) {
      refuses(project.sandbox.run(command, args, { cwd: project.path }), /can't be read.*EACCES/);
    }
  });
});

describe('the configuration is wrong', () => {
  const texts: Readonly<Record<string, (secret: string) => string>> = {
    'no YAML': (secret) => `allow: [\n  "${secret}`,
    'a tab': (secret) => `rules:\n\tx: ${secret}\n`,
    'an unknown key': (secret) => `version: 1\n${secret}: on\n`,
    'an unknown rule': (secret) => `rules:\n  ${secret.toLowerCase().replaceAll('_', '-')}: off\n`,
    'a value of the wrong kind': (secret) => `version: 1\nrules: ${secret}\n`,
    'an unknown value': (secret) => `rules:\n  github-personal-access-token: ${secret}\n`,
    'a pattern that is none': (secret) => `customRules:\n  - id: a\n    title: A\n    pattern: '(${secret}'\n`,
    'a pattern with a back-reference': (secret) =>
      `customRules:\n  - id: a\n    title: A\n    pattern: '(${secret})\\1'\n`,
    'an allow entry without a reason': (secret) => `allow:\n  - fingerprints: [${secret}]\n`,
    'a list for a text': (secret) => `allow:\n  - reason: [${secret}]\n    paths: [a]\n`,
    'a plugin that is a URL': (secret) => `plugins:\n  - 'data:text/javascript,${secret}'\n`,
    'an alias without an anchor': (secret) => `rules: *${secret}\n`,
    'a bomb of aliases': (secret) =>
      `${Array.from({ length: 30 }, (_, i) => `a${i}: &a${i} [${i === 0 ? secret : `*a${i - 1}, *a${i - 1}`}]`).join('\n')}\n`,
    'deep nesting': () => `a: ${'['.repeat(10_000)}\n`,
    'not UTF-8': (secret) => `# ${secret}\nrules: "\xff\xfe"\n`,
  };

  test.each(Object.entries(texts))('%s: the place is named, the text is not quoted', (_, make) => {
    const project = staged();
    writeFileSync(join(project.path, NAME), Buffer.from(make(npmToken()), 'latin1'));
    for (const outcome of both(project)) refuses(outcome, /\.unleakrc\.yaml:\d+:\d+|plugin number 1/);
  });

  test('the place is the right one', () => {
    const project = staged();
    project.write(NAME, 'version: 1\nrules:\n  github-personal-access-token: loud\n');
    refuses(project.unleak('scan', '--staged'), /\.unleakrc\.yaml:3:33: /);
  });

  test('two configurations', () => {
    const project = staged();
    project.write(NAME, 'version: 1\n');
    project.write('.unleakrc.json', '{}\n');
    for (const outcome of both(project)) refuses(outcome, /second configuration/);
  });

  test('a package.json that is cut off where the key may stand', () => {
    const project = staged();
    project.write('package.json', '{ "unleak": { "rules": ');
    for (const outcome of both(project)) refuses(outcome, /package\.json:1:1/);
  });

  test('on a server, it is damaged or missing', () => {
    for (const damage of ['rm -f', ': >', 'head -c 30 /dev/zero >']) {
      const project = new Project();
      project.commit('one', { [NAME]: "customRules:\n  - id: mine\n    title: Mine\n    pattern: 'forbidden'\n" });
      const bare = new Project('bare.git', ['--bare'], project.sandbox);
      project.git('push', '-q', bare.path, 'HEAD:refs/heads/main');
      const oid = project.git('rev-parse', `HEAD:${NAME}`);
      project.git('push', '-q', bare.path, `${project.commit('two', { 'b.txt': 'forbidden\n' })}:refs/heads/other`);
      bare.git('update-ref', '-d', 'refs/heads/other');
      const input = `${'0'.repeat(40)} ${project.head()} refs/heads/new\n`;
      const push = () => shell(project, 'sh "$HOOKS/pre-receive"', { cwd: bare.path, input });
      expect(push().status).toBe(1);
      const object = join('objects', oid.slice(0, 2), oid.slice(2));
      succeeds(shell(project, `chmod u+w ${object} && ${damage} ${object}`, { cwd: bare.path }));
      neverPasses(push());
    }
  });

  test('on a server, in the commit of its default branch', () => {
    const project = new Project();
    project.commit('one', { [NAME]: 'rules: [\n' });
    const bare = new Project('bare.git', ['--bare'], project.sandbox);
    project.git('push', '-q', bare.path, 'HEAD:refs/heads/main');
    const to = project.commit('two', { 'b.txt': 'b\n' });
    project.git('push', '-q', bare.path, 'HEAD:refs/heads/other');
    const input = `${'0'.repeat(40)} ${to} refs/heads/new\n`;
    refuses(shell(project, 'sh "$HOOKS/pre-receive"', { cwd: bare.path, input }), /\.unleakrc\.yaml:\d+:\d+/);
  });
});

describe('the salt', () => {
  const contents: Readonly<Record<string, (secret: string) => string>> = {
    'is no salt': (secret) => secret,
    'is empty': () => '',
    'is too short': () => 'ab'.repeat(31),
    'is too long': () => 'ab'.repeat(2000),
  };

  test.each(Object.entries(contents))('%s: no finding is let through', (_, make) => {
    const project = staged();
    project.write('.unleak/salt', make(npmToken()));
    project.write('b.txt', `token=${githubToken()}\n`);
    project.git('add', 'b.txt');
    for (const outcome of both(project)) refuses(outcome, /\.unleak\/salt/);
    leavesUntouched(project.path, () => refuses(project.unleak('scan', '--staged'), /64 hex digits|larger than/));
  });

  test('is a folder, or a link out of the repository', () => {
    const project = staged();
    project.write('b.txt', `token=${githubToken()}\n`);
    project.git('add', 'b.txt');
    project.write('.unleak/salt/file', '');
    for (const outcome of both(project)) refuses(outcome, /\.unleak\/salt can't be read/);
    rmSync(join(project.path, '.unleak'), { recursive: true });
    mkdirSync(join(project.path, '.unleak'));
    symlinkSync('/dev/zero', join(project.path, '.unleak/salt'));
    for (const outcome of both(project)) refuses(outcome, /\.unleak\/salt can't be read/);
    // init does not replace it either.
    neverPasses(project.unleak('init', '--remove', '--bogus'));
    refuses(project.unleak('init'), /\.unleak\/salt can't be read/);
  });
});

describe('a plugin', () => {
  const ENDLESS = 'export default { id: "mine", detect() { for (;;); } };';
  const bodies: Readonly<Record<string, { body: string; words: RegExp; slow?: true }>> = {
    throws: {
      body: 'export default { id: "mine", detect({ bytes }) { throw new Error(bytes.toString()); } };',
      words: /failed detector: mine/,
    },
    'rejects with no error': {
      body: 'export default { id: "mine", async detect({ bytes }) { throw bytes.toString(); } };',
      words: /failed detector: mine/,
    },
    'loops for ever': { body: ENDLESS, words: /out of time: mine/, slow: true },
    'never answers': {
      body: 'export default { id: "mine", detect() { return new Promise(() => {}); } };',
      words: /out of time: mine/,
      slow: true,
    },
    'returns garbage': {
      body: 'export default { id: "mine", detect({ bytes }) { return [{ rule: bytes.toString(), start: -1, end: NaN }]; } };',
      words: /failed detector: mine/,
    },
    'returns no list': {
      body: 'export default { id: "mine", detect({ bytes }) { return bytes.toString(); } };',
      words: /failed detector: mine/,
    },
    'ends the process': {
      body: 'export default { id: "mine", detect() { process.exit(0); } };',
      words: /failed detector: mine/,
    },
    'eats all memory': {
      body: 'export default { id: "mine", detect() { const all = []; for (;;) all.push(new Array(1e6).fill({})); } };',
      words: /(?:failed detector|out of time): mine/,
      slow: true,
    },
    'prints what it sees': {
      body: 'export default { id: "mine", detect({ bytes }) { console.log(bytes.toString()); console.error(bytes.toString()); process.stdout.write(bytes); throw 1; } };',
      words: /failed detector: mine/,
    },
    'does not load': { body: 'throw new Error("no");', words: /plugin \.\/plugin\.mjs can't be loaded/ },
    'is no JavaScript': { body: '<?php', words: /plugin \.\/plugin\.mjs can't be loaded/ },
    'loops while it loads': { body: 'for (;;);', words: /plugin \.\/plugin\.mjs did not load/, slow: true },
    'ends the process while it loads': { body: 'process.exit(0);', words: /plugin \.\/plugin\.mjs stopped/ },
    'exports nothing': { body: 'export const detect = 1;', words: /plugin \.\/plugin\.mjs does not export/ },
    'has an id that is none': {
      body: 'export default { id: "A B", detect() { return []; } };',
      words: /plugin \.\/plugin\.mjs has a detector with an unusable id/,
    },
  };

  test.each(Object.entries(bodies))('%s', (_, { body, words, slow }) => {
    const project = staged();
    project.write(NAME, 'plugins: [./plugin.mjs]\n');
    project.write('plugin.mjs', body);
    // One door is enough for what takes as long as a plugin may.
    const outcomes = slow ? [project.unleak('scan', '--staged')] : both(project);
    for (const outcome of outcomes) refuses(outcome, words);
    if (slow) return;
    // What is found without it blocks all the same, or the plugin is refused first.
    project.write('b.txt', `token=${githubToken()}\n`);
    project.git('add', 'b.txt');
    neverPasses(project.unleak('scan', '--staged'));
  });

  test('is missing', () => {
    const project = staged();
    for (const name of ['./missing.mjs', 'missing-package']) {
      project.write(NAME, `plugins: [${name}]\n`);
      for (const outcome of both(project)) {
        refuses(outcome, /plugin (?:\.\/missing\.mjs|missing-package) can't be loaded/);
        expect(seen(outcome)).not.toContain(project.path);
      }
    }
  });
});
