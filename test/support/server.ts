import { chmodSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished } from 'vitest';
import { blocked, CLI, Project, succeeds } from './cli.ts';
import { startGitServer } from './http-server.ts';
import type { Outcome } from './sandbox.ts';

/** How a server is reached. */
export type Transport = 'file' | 'http';

/** A bare repository with the pre-receive hook, and a project without hooks that pushes to it. */
export class ServerAndProject {
  readonly project: Project;
  readonly server: Project;
  readonly url: string;

  constructor(project: Project, server: Project, url: string) {
    this.project = project;
    this.server = server;
    this.url = url;
    project.git('remote', 'add', 'origin', url);
  }

  push(...args: string[]): Promise<Outcome> {
    return this.project.sandbox.runBeside('git', ['push', ...args], { cwd: this.project.path });
  }

  /** Pushes and asserts that the server takes it. */
  async accepts(...args: string[]): Promise<Outcome> {
    return succeeds(await this.push(...args));
  }

  /** Pushes and asserts that the server refuses it and is as it was: its refs, its objects, its files. */
  async refuses(
    args: readonly string[],
    words: string | RegExp = 'remote: unleak: push refused: 1 secret in what this push brings',
  ): Promise<Outcome> {
    const before = this.#state();
    const outcome = blocked(await this.push(...args), words);
    expect(this.#state()).toEqual(before);
    return outcome;
  }

  #state(): { refs: string; files: string[] } {
    const files = readdirSync(join(this.server.path, 'objects'), { recursive: true, encoding: 'utf8' });
    return {
      refs: this.server.git('for-each-ref', '--format=%(refname) %(objectname)'),
      // git makes folders for loose objects ahead; the quarantine is `tmp_objdir-…` or `incoming-…`.
      files: files.filter((name) => !/^[0-9a-f]{2}$/.test(name)).sort(),
    };
  }

  /** Puts a hook of the administrator's own in place of the installed one. */
  writeHook(script: string): void {
    const file = join(this.server.path, 'hooks/pre-receive');
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
  }

  /** Makes the hook run with options. */
  hookOptions(...options: string[]): void {
    this.writeHook(`exec node '${CLI}' hook pre-receive ${options.join(' ')}`);
  }
}

/** A guarded server, empty, and a project with one commit that nobody has pushed yet. */
export async function guardedServer(transport: Transport = 'file'): Promise<ServerAndProject> {
  const project = new Project();
  project.commit('start', { 'README.md': 'a project\n' });
  const server = new Project('srv/shop.git', ['--bare'], project.sandbox);
  succeeds(server.unleak('init', '--server'));
  if (transport === 'file') return new ServerAndProject(project, server, pathToFileURL(server.path).href);
  const { url, close } = await startGitServer(join(project.sandbox.root, 'srv'), project.sandbox.env);
  onTestFinished(close);
  return new ServerAndProject(project, server, `${url}shop.git`);
}

/** The same, with that commit pushed to `main`. */
export async function startedServer(transport: Transport = 'file'): Promise<ServerAndProject> {
  const both = await guardedServer(transport);
  await both.accepts('-q', 'origin', 'main');
  return both;
}
