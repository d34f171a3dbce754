import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { Sandbox } from '../../support/sandbox.ts';

/** What the purge takes out in these tests, and what it puts there. Not shaped like a token. */
export const TEXT = 'the old unlucky words';
const MARKER = '***REMOVED***';

/** Takes the text out of bytes, as a `Cleaner` would. */
export function cleanText(bytes: Buffer): Buffer | undefined {
  const text = bytes.toString('latin1');
  return text.includes(TEXT) ? Buffer.from(text.replaceAll(TEXT, MARKER), 'latin1') : undefined;
}

/**
 * A repository with much of what can go wrong, at a path that stays the same: linked work trees hold absolute paths.
 * `r/repo` is the repository, `r/linked` and `r/detached` are work trees; the purge's backup lies beside them.
 */
export class Scene {
  readonly sandbox = new Sandbox();
  readonly folder = join(this.sandbox.root, 'r');
  readonly repo = join(this.folder, 'repo');
  readonly trees = [this.repo, join(this.folder, 'linked'), join(this.folder, 'detached')];
  /** Old id to new id, of every object that changes. */
  readonly map: ReadonlyMap<string, string>;
  readonly #template = join(this.sandbox.root, 'template');
  /** New objects, as loose files. */
  readonly objects = join(this.sandbox.root, 'new-objects');

  constructor(format: 'sha1' | 'sha256' = 'sha1') {
    build(this, format);
    cpAll(this.folder, this.#template);
    const before = new Set(looseIn(this.repo));
    this.map = rewriteAll(this);
    for (const path of looseIn(this.repo).filter((path) => !before.has(path)))
      cpSync(join(this.repo, '.git/objects', path), join(this.objects, path), { recursive: true });
    this.reset();
  }

  /** Everything as it was built. */
  reset(): void {
    this.restore(this.#template);
  }

  /** Keeps everything as it is now, or brings it back. */
  save(name: string): string {
    const folder = join(this.sandbox.root, name);
    rmSync(folder, { recursive: true, force: true });
    cpAll(this.folder, folder);
    return folder;
  }

  restore(folder: string): void {
    rmSync(this.folder, { recursive: true, force: true });
    cpAll(folder, this.folder);
  }

  git(cwd: string, ...args: string[]): string {
    return execFileSync('git', args, { cwd, env: this.sandbox.env, stdio: ['ignore', 'pipe', 'pipe'] }).toString(
      'latin1',
    );
  }

  newOf = (oid: string): string | undefined => this.map.get(oid);

  /** Brings the new objects in, as a rewrite does. */
  writeObjects(): void {
    cpSync(this.objects, join(this.repo, '.git/objects'), { recursive: true, force: false });
  }

  /** Everything that counts: refs, HEADs, indexes, work files, reflogs, messages. */
  snapshot(): Record<string, string> {
    const shown: Record<string, string> = {
      refs: this.git(this.repo, 'for-each-ref', '--format=%(objectname) %(refname) %(symref)'),
      stash: this.git(this.repo, 'stash', 'list', '--format=%gd %H %gs'),
    };
    for (const tree of this.trees) this.#showTree(tree, shown);
    const files = this.#gitFiles();
    for (const file of files) shown[file] = readFileSync(join(this.repo, '.git', file), 'latin1');
    return shown;
  }

  #showTree(tree: string, shown: Record<string, string>): void {
    const name = tree.slice(this.folder.length);
    shown[`${name} HEAD`] = readFileSync(
      join(this.git(tree, 'rev-parse', '--absolute-git-dir').trim(), 'HEAD'),
      'latin1',
    );
    shown[`${name} index`] = this.git(tree, 'ls-files', '-s', '-v', '-z');
    shown[`${name} status`] = this.git(tree, 'status', '--porcelain', '-z', '--ignored');
    for (const file of filesBelow(tree).filter((path) => !/^\.git(?:\/|$)/.test(path)))
      shown[`${name} file ${file}`] = showFile(join(tree, file));
  }

  #gitFiles(): string[] {
    const counted = /^(?:worktrees\/[^/]+\/)?(?:logs\/.*|[A-Z]+_(?:HEAD|EDITMSG|MSG))$|^rr-cache\//;
    return filesBelow(join(this.repo, '.git')).filter((path) => counted.test(path));
  }

  /** Locks, ours or git's, and other rests below the git directory. */
  rests(): string[] {
    const scratch = /\.lock$|packed-refs\.new$|\/scratch\/|index\.unleak|lock\.stale/;
    return filesBelow(join(this.repo, '.git')).filter((path) => scratch.test(path));
  }

  remove(): void {
    this.sandbox.remove();
  }
}

function build(scene: Scene, format: string): void {
  const { repo, trees } = scene;
  const git = (...args: string[]) => scene.git(repo, ...args);
  mkdirSync(scene.folder);
  scene.git(scene.folder, 'init', '-q', `--object-format=${format}`, 'repo');
  const commit = (message: string, files: Record<string, string>): void => {
    for (const [path, text] of Object.entries(files)) put(repo, path, text);
    git('add', '-A');
    git('commit', '-q', '-m', message);
  };
  git('config', 'rerere.enabled', 'true');
  commit('clean beginning', { '.gitignore': '*.ignored\n', readme: 'hello\n', 'sub/deep/one': 'one\n' });
  commit('the leak', { config: `a\n${TEXT}\nb\n`, 'sub/deep/keys': `${TEXT}\n`, 'sub/local': `${TEXT} by default\n` });
  git('tag', 'light');
  git('tag', '-a', 'annotated', '-m', `tag with ${TEXT}`);
  git('branch', 'topic');
  git('branch', 'spare', 'HEAD~');
  commit(`mentions ${TEXT}`, { config: `a\n${TEXT}\nc\n`, 'crlf.txt': `${TEXT}\r\n` });
  git('update-ref', 'refs/remotes/origin/main', 'HEAD~');
  git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');
  git('notes', 'add', '-m', `a note with ${TEXT}`);
  git('update-ref', 'refs/hidden/x/y', 'light');
  git('pack-refs', '--all');
  for (const text of ['first', 'second']) {
    put(repo, 'readme', `stash ${text}\n`);
    git('stash', 'push', '-q', '-m', `${text} with ${TEXT}`);
  }
  git('branch', 'nested/loose');
  git('worktree', 'add', '-q', trees[1]!, 'topic');
  git('worktree', 'add', '-q', '--detach', trees[2]!, 'HEAD~');
  put(trees[1]!, 'other', 'on topic\n');
  scene.git(trees[1]!, 'add', 'other');
  scene.git(trees[1]!, 'commit', '-q', '-m', 'on topic');
  fight(scene, trees[1]!);
  git('checkout', '-q', '--detach', 'HEAD~');
  git('checkout', '-q', 'main');
  git('reset', '-q', '--hard', 'HEAD');
  put(repo, '.git/FETCH_HEAD', `${git('rev-parse', 'topic').trim()}\t\tbranch 'topic' of somewhere\n`);
  put(repo, '.git/COMMIT_EDITMSG', `draft with ${TEXT}\n`);
  put(repo, '.git/rr-cache/abc/preimage', `conflict with ${TEXT}\n`);
  put(repo, 'untracked', 'mine, not committed\n');
  put(repo, 'keep.ignored', 'mine, ignored\n');
  put(trees[2]!, 'sub/untracked too', 'mine\n');
  git('update-index', '--skip-worktree', 'sub/local');
  put(repo, 'sub/local', 'my own settings\n');
}

/** A conflict that was settled: the index goes on to remember its sides. */
function fight(scene: Scene, tree: string): void {
  const git = (...args: string[]) => scene.git(tree, ...args);
  git('checkout', '-q', '-b', 'rival', 'HEAD~');
  put(tree, 'config', `rival\n${TEXT}\n`);
  git('commit', '-q', '-am', 'rival');
  git('checkout', '-q', 'topic');
  put(tree, 'config', `topic\n${TEXT}\n`);
  git('commit', '-q', '-am', 'topic again');
  try {
    git('merge', '-q', 'rival');
  } catch {
    put(tree, 'config', 'settled\n');
  }
  git('add', 'config');
  git('commit', '-q', '-m', 'settled');
}

function put(top: string, path: string, text: string): void {
  mkdirSync(dirname(join(top, path)), { recursive: true });
  writeFileSync(join(top, path), text);
}

/** A rewrite with git's plumbing: slow, plain, and for real. @returns old id to new id */
function rewriteAll(scene: Scene): Map<string, string> {
  const { repo } = scene;
  const map = new Map<string, string>();
  const list = scene.git(repo, 'cat-file', '--batch-all-objects', '--batch-check=%(objectname) %(objecttype)');
  const types = new Map(
    list
      .trim()
      .split('\n')
      .map((line) => line.split(' ') as [string, string]),
  );
  const length = list.indexOf(' ');
  const rewrite = (oid: string): string => {
    const known = map.get(oid);
    if (known) return known;
    map.set(oid, oid);
    const type = types.get(oid)!;
    const bytes = execFileSync('git', ['cat-file', type, oid], { cwd: repo, env: scene.sandbox.env });
    const changed =
      type === 'tree' ? rewriteTree(bytes, length / 2, rewrite) : rewriteText(bytes, type, types, rewrite);
    if (!changed.equals(bytes)) map.set(oid, write(scene, type, changed));
    return map.get(oid)!;
  };
  for (const oid of types.keys()) rewrite(oid);
  return new Map([...map].filter(([from, to]) => from !== to));
}

function rewriteTree(bytes: Buffer, length: number, rewrite: (oid: string) => string): Buffer {
  const copy = Buffer.from(bytes);
  for (let at = 0; at < copy.length; ) {
    const id = copy.indexOf(0, at) + 1;
    // A note's name is the id of what it is on.
    const name = copy.toString('latin1', copy.indexOf(0x20, at) + 1, id - 1);
    if (name.length === length * 2) copy.write(rewrite(name), id - 1 - name.length, 'latin1');
    copy.write(rewrite(copy.toString('hex', id, id + length)), id, 'hex');
    at = id + length;
  }
  return copy;
}

function rewriteText(
  bytes: Buffer,
  type: string,
  types: ReadonlyMap<string, string>,
  rewrite: (oid: string) => string,
): Buffer {
  const cleaned = cleanText(bytes) ?? bytes;
  if (type === 'blob') return cleaned;
  const text = cleaned
    .toString('latin1')
    .replace(/\b(?:[0-9a-f]{64}|[0-9a-f]{40})\b/g, (oid) => (types.has(oid) ? rewrite(oid) : oid));
  return Buffer.from(text, 'latin1');
}

function write(scene: Scene, type: string, input: Buffer): string {
  const args = ['hash-object', '-t', type, '-w', '--stdin', '--literally'];
  return execFileSync('git', args, { cwd: scene.repo, env: scene.sandbox.env, input }).toString().trim();
}

/** With times and links, as `cp -a` does it. */
const cpAll = (from: string, to: string): void => void execFileSync('cp', ['-a', from, to]);

const looseIn = (repo: string): string[] =>
  filesBelow(join(repo, '.git/objects')).filter((path) => /^[0-9a-f]{2}\//.test(path));

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

function showFile(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (!stat) return `link ${readlinkSync(file)}`;
  return `${(stat.mode & 0o777).toString(8)} ${readFileSync(file, 'latin1')}`;
}
