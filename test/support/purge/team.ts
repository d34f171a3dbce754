import './version.ts';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Secret } from '../../../src/domain/secret.ts';
import { defaultReplacement } from '../../../src/purge/plan/parse-replace-text.ts';
import { applyPurge, finishPurge, planPurge } from '../../../src/purge/purge.ts';
import type { Receipt } from '../../../src/purge/receipt/receipt.ts';
import type { PurgeTargets } from '../../../src/purge/targets.ts';
import { Sandbox } from '../sandbox.ts';

/** A clone of somebody, in which git runs as that person would run it. */
export class Clone {
  readonly path: string;
  readonly #env: NodeJS.ProcessEnv;

  constructor(path: string, env: NodeJS.ProcessEnv) {
    this.path = path;
    this.#env = env;
  }

  /** @returns what git printed, trimmed @throws when it fails */
  git(...args: string[]): string {
    return this.gitWith({}, ...args);
  }

  gitWith(env: NodeJS.ProcessEnv, ...args: string[]): string {
    const options = { cwd: this.path, env: { ...this.#env, ...env } };
    return execFileSync('git', args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
      .toString('latin1')
      .trim();
  }

  write(path: string, content: string | Buffer): void {
    const file = join(this.path, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }

  /** Commits everything. @returns the commit's id */
  commit(message: string, files: Record<string, string | Buffer>, env: NodeJS.ProcessEnv = {}): string {
    for (const [path, content] of Object.entries(files)) this.write(path, content);
    this.git('add', '-A');
    this.gitWith(env, 'commit', '-q', '--allow-empty', '-m', message);
    return this.git('rev-parse', 'HEAD');
  }

  /** A file at a revision, as latin1. */
  show(revision: string, path: string): string {
    const options = { cwd: this.path, env: this.#env };
    return execFileSync('git', ['cat-file', 'blob', `${revision}:${path}`], options).toString('latin1');
  }

  /** The ids of all objects, reachable or not. */
  objects(): Set<string> {
    const printed = this.git('cat-file', '--batch-all-objects', '--batch-check=%(objectname)');
    return new Set(printed.split('\n').filter(Boolean));
  }

  /** The ids of all that refs, reflogs and indexes lead to. */
  reachable(): Set<string> {
    const printed = this.git('rev-list', '--objects', '--no-object-names', '--all', '--reflog', '--indexed-objects');
    return new Set(printed.split('\n'));
  }

  /** The text of every object, reachable or not. */
  everything(): string {
    const options = { cwd: this.path, env: this.#env, maxBuffer: 2 ** 28 };
    return execFileSync('git', ['cat-file', '--batch-all-objects', '--batch'], options).toString('latin1');
  }
}

/** A server, Ann who purges, and her colleagues. */
export class Team {
  readonly sandbox = new Sandbox();
  readonly server: Clone;
  readonly ann: Clone;

  constructor(format: 'sha1' | 'sha256' = 'sha1') {
    this.sandbox.run('git', ['init', '-q', '--bare', `--object-format=${format}`, 'server.git']);
    this.server = this.clone('server.git');
    // A clone of what is empty does not ask for the kind of its ids.
    this.sandbox.run('git', ['init', '-q', `--object-format=${format}`, 'ann']);
    this.ann = this.clone('ann');
    this.ann.git('remote', 'add', 'origin', this.server.path);
  }

  /** A new clone of the server, with what its refs lead to and nothing else. */
  join(name: string): Clone {
    this.sandbox.run('git', ['clone', '-q', '--no-local', 'server.git', name]);
    return this.clone(name);
  }

  clone(name: string): Clone {
    return new Clone(join(this.sandbox.root, name), this.sandbox.env);
  }

  /** Ann purges a text in her clone, pushes all that changed, and finishes. @returns the receipt */
  async purge(text: string, changes: Partial<PurgeTargets> = {}): Promise<Receipt> {
    const texts = text === '' ? [] : [{ secret: new Secret(text), replacement: defaultReplacement(), name: 'it' }];
    const targets = { texts, patterns: [], blobs: new Set<string>(), paths: [], ...changes };
    const request = { cwd: this.ann.path, targets, way: { kind: 'in-place' as const } };
    const receipt = await applyPurge(request, await planPurge(request));
    this.ann.git('push', '-q', '--force', 'origin', '--all');
    this.ann.git('push', '-q', '--force', 'origin', '--tags');
    await finishPurge(this.ann.path, targets);
    return receipt;
  }

  remove(): void {
    this.sandbox.remove();
  }
}
