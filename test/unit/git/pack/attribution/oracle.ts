import type { TestRepository } from '../../../../support/sandbox.ts';

type Paths = ReadonlyMap<string, string>;

/** Runs git on some input. @throws when git fails */
export function gitText(repo: TestRepository, args: readonly string[], input: string | Buffer = ''): string {
  const { status, stdout, stderr } = repo.sandbox.run('git', args, { cwd: repo.path, input });
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
  return stdout;
}

/** Ids of all objects of a type, reachable or not. */
export function allOf(repo: TestRepository, type: string): string[] {
  const listed = gitText(repo, ['cat-file', '--batch-all-objects', '--batch-check=%(objecttype) %(objectname)']);
  return listed.split('\n').flatMap((line) => (line.startsWith(`${type} `) ? line.slice(type.length + 1) : []));
}

/** Every "commit path blob" that git lists as a change against all parents, changes of mode left out. */
export function introductionsByGit(
  repo: TestRepository,
  commits: readonly string[],
  blobs: ReadonlySet<string>,
): string[] {
  const log = ['log', '--no-walk=unsorted', '--stdin', '-c', '--raw', '--no-abbrev', '--no-renames', '--root'];
  const found: string[] = [];
  let commit = '';
  for (const line of gitText(repo, [...log, '--format=C%H'], `${commits.join('\n')}\n`).split('\n')) {
    if (line.startsWith('C')) commit = line.slice(1);
    // :100644 100755 <old> <new> M<tab>path, or for n parents n colons, n + 1 modes and n + 1 ids
    else if (line.startsWith(':')) {
      const [head, path] = [line.slice(0, line.indexOf('\t')), line.slice(line.indexOf('\t') + 1)];
      const parents = /^:+/.exec(head)![0].length;
      const ids = head.split(' ').slice(parents + 1, 2 * parents + 2);
      const blob = ids.pop()!;
      if (blobs.has(blob) && !ids.includes(blob)) found.push(`${commit} ${unquoted(path)} ${blob}`);
    }
  }
  return found.sort();
}

/** All files of a commit: path (bytes as latin1) to blob. */
function filesOf(repo: TestRepository, commit: string): Paths {
  const lines = gitText(repo, ['ls-tree', '-r', commit]).split('\n').slice(0, -1);
  // 100644 blob <id><tab>path
  return new Map(
    lines.map((line) => [
      unquoted(line.slice(line.indexOf('\t') + 1)),
      line.slice(0, line.indexOf('\t')).split(' ')[2]!,
    ]),
  );
}

/** Every "commit path blob: before", out of nothing but the lists of files of commits and their parents. */
export function beforeByGit(repo: TestRepository, blobs: ReadonlySet<string>): string[] {
  const commits = allOf(repo, 'commit');
  const files = new Map(commits.map((commit) => [commit, filesOf(repo, commit)]));
  return commits
    .flatMap((commit) => {
      const parents = gitText(repo, ['rev-list', '--parents', '-1', commit]).trim().split(' ').slice(1);
      return broughtBy(
        commit,
        files.get(commit)!,
        parents.map((parent) => files.get(parent)!),
        blobs,
      );
    })
    .sort();
}

function broughtBy(commit: string, own: Paths, parents: readonly Paths[], blobs: ReadonlySet<string>): string[] {
  const gone = new Set<string>();
  for (const parent of parents)
    for (const [path, blob] of parent) if (blobs.has(blob) && !isIn(own, path)) gone.add(blob);
  const found: string[] = [];
  for (const [path, blob] of own) {
    const there = new Set(parents.flatMap((parent) => parent.get(path) ?? []));
    if (!blobs.has(blob) || there.has(blob)) continue;
    const flagged = [...there].filter((other) => blobs.has(other));
    found.push(`${commit} ${path} ${blob}: ${(flagged.length > 0 ? flagged : [...gone]).sort()}`);
  }
  return found;
}

const isIn = (files: Paths, path: string): boolean => files.has(path);

/** What `git rev-list` says of each blob, given what refs and HEAD name. */
export function statesByGit(
  repo: TestRepository,
  tips: readonly string[],
  blobs: readonly string[],
): [string, string][] {
  const input = `${tips.join('\n')}\n`;
  const objects = (...args: string[]): Set<string> =>
    new Set(
      gitText(repo, ['rev-list', '--objects', '--stdin', ...args], input)
        .split('\n')
        .map((line) => line.slice(0, tips[0]!.length)),
    );
  const atTips = objects('--no-walk');
  const reached = objects();
  return blobs.map((blob) => [blob, atTips.has(blob) ? 'tip' : reached.has(blob) ? 'history' : 'unreachable']);
}

/** Ids that refs and HEAD name, not peeled. */
export function tipsOf(repo: TestRepository): string[] {
  const refs = gitText(repo, ['for-each-ref', '--format=%(objectname)']).trim().split('\n');
  const head = repo.tryGit('rev-parse', '--verify', '-q', 'HEAD').stdout.trim();
  return [...new Set([...refs, head])].filter((id) => id !== '');
}

/** A path as git prints it, with C's escapes, as bytes in latin1. */
function unquoted(path: string): string {
  if (!path.startsWith('"')) return path;
  return path
    .slice(1, -1)
    .replace(/\\(?:([0-7]{3})|(.))/g, (_, octal?: string, letter?: string) =>
      octal ? String.fromCharCode(Number.parseInt(octal, 8)) : ({ t: '\t', n: '\n' }[letter!] ?? letter!),
    );
}
