import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Project, seen, succeeds } from '../../support/cli.ts';
import type { Outcome } from '../../support/sandbox.ts';
import { githubToken } from '../../support/secrets.ts';
import { expectNoCrash, leavesUntouched, neverPasses, refuses, shell } from './faulty.ts';

const ZERO = '0'.repeat(40);

/** One commit; a staged file, with or without a secret. */
function staged(secret = ''): Project {
  const project = new Project();
  project.commit('one', { 'a.txt': 'a\n' });
  project.write('b.txt', `${secret}\n`);
  project.git('add', 'b.txt');
  return project;
}

/** A commit that brings a secret, as a push would. */
function pushable(): { project: Project; input: string } {
  const project = staged(`token=${githubToken()}`);
  project.git('commit', '-q', '--no-verify', '-m', 'leak');
  return { project, input: `refs/heads/main ${project.head()} refs/heads/main ${ZERO}\n` };
}

describe('there is no git', () => {
  /** A PATH with everything that this one has but git. */
  function withoutGit({ sandbox }: Project): { PATH: string } {
    const folder = join(sandbox.root, 'no-git');
    mkdirSync(folder);
    for (const from of (process.env.PATH ?? '').split(delimiter).filter((path) => existsSync(path))) {
      for (const name of readdirSync(from)) {
        if (!/^git/.test(name) && !existsSync(join(folder, name))) {
          try {
            symlinkSync(join(from, name), join(folder, name));
          } catch {
            // A dangling link of the same name is there already.
          }
        }
      }
    }
    return { PATH: folder };
  }

  test('the embedded reader does the work', () => {
    const leaky = staged(`token=${githubToken()}`);
    const env = withoutGit(leaky);
    expect(shell(leaky, 'command -v git', { env }).status).toBe(1);
    for (const line of ['node "$UNLEAK" scan --staged', 'node "$UNLEAK" scan --all', 'sh "$HOOKS/pre-commit"']) {
      const outcome = shell(leaky, line, { env });
      expectNoCrash(outcome);
      expect(outcome.status, seen(outcome)).toBe(1);
    }
    const { project, input } = pushable();
    const pushed = shell(project, 'sh "$HOOKS/pre-push" origin url', { env, input });
    expectNoCrash(pushed);
    expect(pushed.status, seen(pushed)).toBe(1);
    const clean = staged();
    for (const line of ['node "$UNLEAK" scan --staged', 'sh "$HOOKS/pre-commit"'])
      succeeds(shell(clean, line, { env }));
  });

  test('what it can not read, and what needs git, is refused', () => {
    const project = staged();
    const env = withoutGit(project);
    refuses(shell(project, 'node "$UNLEAK" scan --staged --git git', { env }), /git program could not be started/);
    refuses(shell(project, 'node "$UNLEAK" init', { env }), /git program could not be started/);
    const sha256 = new Project('sha256', ['--object-format=sha256'], project.sandbox);
    sha256.write('b.txt', `token=${githubToken()}\n`);
    sha256.git('add', 'b.txt');
    refuses(shell(sha256, 'node "$UNLEAK" scan --staged', { env }), /no git program here/);
    refuses(shell(sha256, 'sh "$HOOKS/pre-commit"', { env }), /no git program here/);
  });

  test('what is named git can not be run', () => {
    const project = staged();
    const { PATH } = withoutGit(project);
    const broken = join(project.sandbox.root, 'broken');
    mkdirSync(join(broken, 'git'), { recursive: true });
    const run = (line: string) => shell(project, line, { env: { PATH: `${broken}:${PATH}` } });
    for (const line of ['node "$UNLEAK" scan --staged', 'sh "$HOOKS/pre-commit"']) refuseOrPassWithEmbedded(run(line));
    const noInterpreter = join(project.sandbox.root, 'interpreter');
    mkdirSync(noInterpreter);
    writeFileSync(join(noInterpreter, 'git'), '#!/no/such/program\n');
    chmodSync(join(noInterpreter, 'git'), 0o755);
    const env = { PATH: `${noInterpreter}:${PATH}` };
    for (const line of ['node "$UNLEAK" scan --staged', 'sh "$HOOKS/pre-commit"'])
      refuseOrPassWithEmbedded(shell(project, line, { env }));
  });
});

/** Without a git that runs, the embedded reader may have done the work; otherwise the reason is given. */
function refuseOrPassWithEmbedded(outcome: Outcome): void {
  expectNoCrash(outcome);
  if (outcome.status !== 0) refuses(outcome, /git/);
}

describe('an environment that leads astray', () => {
  const doors = {
    'scan --staged': 'node "$UNLEAK" scan --staged',
    'pre-commit': 'sh "$HOOKS/pre-commit"',
  };
  const astray: Readonly<Record<string, (project: Project) => NodeJS.ProcessEnv>> = {
    'GIT_DIR names nothing': () => ({ GIT_DIR: '/nowhere' }),
    'GIT_DIR names a file': ({ path }) => ({ GIT_DIR: join(path, 'a.txt') }),
    'GIT_OBJECT_DIRECTORY names nothing': () => ({ GIT_OBJECT_DIRECTORY: '/nowhere' }),
    'GIT_INDEX_FILE names garbage': ({ path }) => ({ GIT_INDEX_FILE: join(path, 'a.txt') }),
    'GIT_INDEX_FILE names a folder': ({ path }) => ({ GIT_INDEX_FILE: path }),
    'GIT_CONFIG_COUNT is garbage': () => ({ GIT_CONFIG_COUNT: 'many' }),
    'GIT_CONFIG_PARAMETERS is garbage': () => ({ GIT_CONFIG_PARAMETERS: "'not" }),
  };

  describe.each(Object.entries(doors))('%s', (_, line) => {
    test.each(Object.entries(astray))('%s', (_name, make) => {
      for (const project of [staged(), staged(`token=${githubToken()}`)]) {
        refuses(shell(project, line, { env: make(project) }), /git|damaged|index|could not be read/i);
      }
    });

    test('an index that is not there is an empty one to git: the commit brings nothing', () => {
      const project = staged(`token=${githubToken()}`);
      const env = { GIT_INDEX_FILE: join(project.path, 'missing') };
      succeeds(shell(project, line, { env }));
      succeeds(shell(project, 'git commit -q --no-verify -m empty', { env }));
      expect(project.git('ls-tree', '-r', 'HEAD')).toBe('');
    });
  });

  const harmless: Readonly<Record<string, NodeJS.ProcessEnv>> = {
    'GIT_TRACE and its kin': {
      GIT_TRACE: '1',
      GIT_TRACE_SETUP: '1',
      GIT_TRACE_PERFORMANCE: '1',
      GIT_TRACE2: '1',
      GIT_TRACE_PACK_ACCESS: '1',
    },
    'a German machine': { LC_ALL: 'de_DE.UTF-8', LANG: 'de_DE.UTF-8', LANGUAGE: 'de:fr' },
    'no HOME': { HOME: undefined, XDG_CONFIG_HOME: undefined },
    'a HOME that is not there': { HOME: '/nowhere', XDG_CONFIG_HOME: '/nowhere' },
    'odd NODE_OPTIONS': { NODE_OPTIONS: '--unhandled-rejections=strict --throw-deprecation --pending-deprecation' },
    'debugging of node': { NODE_DEBUG: 'child_process,fs,stream,module' },
    'pathspecs of all kinds': { GIT_GLOB_PATHSPECS: '1', GIT_ICASE_PATHSPECS: '1' },
    'a configuration by environment': {
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'diff.ignoreSubmodules',
      GIT_CONFIG_VALUE_0: 'all',
    },
    'a pager, an editor, a diff': { GIT_PAGER: 'false', GIT_EDITOR: 'false', GIT_EXTERNAL_DIFF: 'false' },
    'colours and columns': { FORCE_COLOR: '3', COLUMNS: '1', TERM: 'xterm-256color' },
    'no TMPDIR': { TMPDIR: '/nowhere' },
  };

  test.each(Object.entries(harmless))('%s: changes nothing', (_, env) => {
    const [clean, leaky] = [staged(), staged(`token=${githubToken()}`)];
    for (const line of Object.values(doors)) {
      succeeds(shell(clean, line, { env }));
      const found = shell(leaky, line, { env });
      expect(found.status, seen(found)).toBe(1);
    }
    const { project, input } = pushable();
    expect(shell(project, 'sh "$HOOKS/pre-push" origin url', { env, input }).status).toBe(1);
    expect(shell(project, 'node "$UNLEAK" scan --all', { env }).status).toBe(1);
    // Before the first commit there is no HEAD, which git says at the end of all it traces.
    const fresh = new Project();
    fresh.write('b.txt', `token=${githubToken()}\n`);
    fresh.git('add', 'b.txt');
    for (const line of Object.values(doors)) expect(shell(fresh, line, { env }).status).toBe(1);
  });

  test('a node that does not start refuses the commit', () => {
    const outcome = shell(staged(), 'sh "$HOOKS/pre-commit"', { env: { NODE_OPTIONS: '--no-such-option' } });
    expect(outcome.status).not.toBe(0);
  });
});

describe('a configuration of git that names commands', () => {
  /** Every setting that names a program which git runs by itself, and attributes that ask for filters. */
  function trapped(secret: string): { project: Project; markers: string } {
    const project = staged(secret);
    const markers = join(project.sandbox.root, 'markers');
    mkdirSync(markers);
    const trap = (name: string) => {
      const file = join(project.sandbox.root, `trap-${name}`);
      writeFileSync(file, `#!/bin/sh\n: > ${join(markers, name)}\ncat\n`);
      chmodSync(file, 0o755);
      return file;
    };
    project.write('.gitattributes', '* filter=trap diff=trap merge=trap\n');
    project.git('add', '.gitattributes');
    const settings: Record<string, string> = {
      'core.fsmonitor': trap('fsmonitor'),
      'core.sshCommand': trap('ssh'),
      'core.pager': trap('pager'),
      'core.editor': trap('editor'),
      'core.askPass': trap('askpass'),
      'core.gitProxy': trap('proxy'),
      'core.alternateRefsCommand': trap('alternates'),
      'diff.external': trap('diff'),
      'diff.trap.textconv': trap('textconv'),
      'diff.trap.command': trap('diff-command'),
      'filter.trap.clean': trap('clean'),
      'filter.trap.smudge': trap('smudge'),
      'filter.trap.process': trap('process'),
      'filter.trap.required': 'true',
      'merge.trap.driver': trap('merge'),
      'credential.helper': trap('credential'),
      'gpg.program': trap('gpg'),
      'log.showSignature': 'true',
      'uploadpack.packObjectsHook': trap('pack'),
      'pager.cat-file': trap('pager-command'),
      'pager.rev-list': 'true',
      'alias.cat-file': `!${trap('alias')}`,
      'core.hooksPath': join(project.sandbox.root, 'trap-hooks'),
    };
    mkdirSync(settings['core.hooksPath']!);
    for (const name of ['post-index-change', 'reference-transaction', 'fsmonitor-watchman'])
      writeFileSync(join(settings['core.hooksPath']!, name), `#!/bin/sh\n: > ${join(markers, name)}\n`, {
        mode: 0o755,
      });
    for (const [name, value] of Object.entries(settings)) project.git('config', name, value);
    return { project, markers };
  }

  test('none of them is run, and nothing is written', () => {
    for (const [secret, status] of [
      ['', 0],
      [`token=${githubToken()}`, 1],
    ] as const) {
      const { project, markers } = trapped(secret);
      const before = readdirSync(markers);
      // git itself ran some while the settings were made.
      shell(project, `rm -rf ${markers} && mkdir ${markers}`);
      const head = project.head();
      const input = `refs/heads/main ${head} refs/heads/main ${ZERO}\n`;
      const outcomes = leavesUntouched(project.path, () => [
        project.unleak('scan', '--staged'),
        shell(project, 'sh "$HOOKS/pre-commit"'),
        project.unleak('scan'),
        project.unleak('scan', '--all'),
      ]);
      for (const outcome of outcomes) {
        expectNoCrash(outcome);
        expect(outcome.status, `${seen(outcome)}${before}`).toBe(status);
      }
      for (const outcome of [
        project.unleak('scan', '--range', 'HEAD..HEAD'),
        shell(project, 'sh "$HOOKS/pre-push" origin url', { input }),
        shell(project, 'sh "$HOOKS/pre-push" "ext::sh -c true" url', { input }),
      ])
        expect(outcome.status, seen(outcome)).toBe(0);
      expect(readdirSync(markers)).toEqual([]);
    }
  });

  test('a remote whose name is an option or a pattern', () => {
    const { project, input } = pushable();
    for (const remote of ['--all', '-h', '*', '../..', 'a b', '--exec=x']) {
      neverPasses(shell(project, `sh "$HOOKS/pre-push" '${remote}' url`, { input }));
    }
  });

  test('a revision that is an option', () => {
    const project = staged();
    for (const range of ['--all..HEAD', '--output=x..HEAD', 'HEAD..--exec=touch x', '-..-']) {
      leavesUntouched(project.path, () =>
        refuses(project.unleak('scan', `--range=${range}`), /not in this repository/),
      );
    }
  });
});
