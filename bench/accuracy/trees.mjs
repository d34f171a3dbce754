// Writes the trees of the development sets, byte for byte as the commits of repositories.tsv hold them (git archive leaves out what
// .gitattributes says, and converts ends of lines). Links and submodules are left out.
// Usage: node bench/accuracy/trees.mjs <folder of mirrors: owner+name/repo> <target folder> [clean|train|test|held…]
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { folderOf, repositories } from './sets.mjs';

const [mirrors, target, ...sets] = process.argv.slice(2);
const BATCH = 500;

/** The files of a commit: object id and path. */
function filesOf(git, commit) {
  const listed = git(['ls-tree', '-r', '-z', commit]).toString('latin1');
  return [...listed.matchAll(/(\d+) (\w+) ([0-9a-f]+)\t([^\0]+)\0/g)]
    .filter(([, mode]) => mode.startsWith('100'))
    .map(([, , , oid, path]) => ({ oid, path }));
}

/** The blobs of a list, in its order; undefined where the mirror left a large one out. */
function* read(git, files) {
  const bytes = git(['cat-file', '--batch'], files.map(({ oid }) => `${oid}\n`).join(''));
  let at = 0;
  for (const _ of files) {
    const end = bytes.indexOf(10, at);
    const [, type, size] = bytes.toString('latin1', at, end).split(' ');
    at = end + 1;
    if (type === 'missing') yield undefined;
    else yield bytes.subarray(at, (at += Number(size) + 1) - 1);
  }
}

for (const { repository, commit, set } of repositories()) {
  if (sets.length > 0 && !sets.includes(set)) continue;
  const folder = join(target, folderOf({ repository, set }));
  if (existsSync(folder)) continue;
  const mirror = ['repo/.git', 'repo', '.'].map((part) => join(mirrors, repository.replace('/', '+'), part));
  const directory = mirror.find((path) => existsSync(join(path, 'objects')));
  if (!directory) {
    console.error(`${repository}: no mirror, left out`);
    continue;
  }
  const git = (args, input) =>
    execFileSync('git', [`--git-dir=${directory}`, ...args], { input, maxBuffer: 2 ** 31 - 1 });
  const files = filesOf(git, commit);
  let missing = 0;
  for (let i = 0; i < files.length; i += BATCH) {
    const part = files.slice(i, i + BATCH);
    const blobs = read(git, part);
    for (const { path } of part) {
      const file = Buffer.from(`${folder}/${path}`, 'latin1');
      const blob = blobs.next().value;
      if (!blob) missing++;
      if (!blob) continue;
      mkdirSync(dirname(file.toString()), { recursive: true });
      writeFileSync(file, blob);
    }
  }
  console.log(`${folder}: ${files.length} files of ${commit}${missing ? `, ${missing} of them missing` : ''}`);
}
