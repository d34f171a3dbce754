// What the scripts of the development sets share.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The rows of a table of this folder, as objects by the names of its head. */
export function table(name) {
  const [head, ...rows] = readFileSync(join(import.meta.dirname, name), 'utf8')
    .trimEnd()
    .split('\n');
  const names = head.split('\t');
  return rows.map((row) => Object.fromEntries(row.split('\t').map((cell, i) => [names[i], cell])));
}

/** Paths of tests, examples and documentation. */
export const IN_TEST =
  /(?:^|[/_.-])(?:tests?|specs?|fixtures?|testdata|mocks?|__tests__|examples?|docs?)(?:[/_.-]|s?\/|$)|Test/;

/** repository, commit, set (clean, train, test). */
export const repositories = () => table('repositories.tsv');

/** Where a repository's tree lies: clean/<owner+name>, labelled/<owner+name>. */
export const folderOf = ({ repository, set }) =>
  join(set === 'clean' ? 'clean' : 'labelled', repository.replace('/', '+'));

/** A text with its middle left out, fit to be judged but not to be used. */
export function redact(text) {
  const shown = Math.min(6, Math.floor(text.length / 4));
  return `${text.slice(0, shown)}…${text.length - 2 * shown}…${text.slice(text.length - shown)}`;
}

/** Runs `unleak scan` on a folder that is no work tree. @returns the findings of the report, those that count */
export function scan(folder) {
  const args = [resolve('dist/cli.cjs'), 'scan', '.', '--format', 'json', '--no-plugins'];
  // git must not take a repository above the folder for the tree's own.
  const env = { ...process.env, GIT_CEILING_DIRECTORIES: dirname(resolve(folder)) };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, env, maxBuffer: 2 ** 31 - 1 });
  if (status !== 0 && status !== 1) console.error(`${folder}: exit code ${status} ${stderr}`);
  const { findings, coverage } = JSON.parse(stdout.toString());
  return { findings: findings.filter(({ suppressed }) => !suppressed), bytes: coverage.bytes };
}

/** A file of a tree, each byte one character. */
export const textOf = (folder, path) => readFileSync(Buffer.from(`${folder}/${path}`), 'latin1');

/** Reads lines of a tree's files; the last file is kept. */
export function lineReader(folder) {
  let known;
  let lines = [];
  return (path, line) => {
    if (path !== known) {
      known = path;
      lines = textOf(folder, path).split('\n');
    }
    return lines[line - 1] ?? '';
  };
}

/** How many of each key. @returns pairs, the most frequent first */
export function count(keys) {
  const counts = new Map();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}

/** Lists of what has the same key (Map.groupBy needs Node 21). */
export function groupBy(items, keyOf) {
  const groups = new Map();
  for (const item of items) {
    const key = keyOf(item);
    if (groups.has(key)) groups.get(key).push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
