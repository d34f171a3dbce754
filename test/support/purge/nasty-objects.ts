import { TestRepository as Repo, type TestRepository } from '../sandbox.ts';
import {
  blob,
  commit,
  fed,
  inBlobs,
  inCommits,
  inFile,
  inTags,
  inTrees,
  type Place,
  put,
  tag,
  tree,
} from './nasty-place.ts';
import { WRITTEN } from './reference-cleaner.ts';

/** Objects, in every part of each kind. */
export const OBJECTS: readonly Place[] = [
  ...Object.entries(WRITTEN).map(([form, written]) => ({
    name: `a blob, ${form}`,
    plant: (repo: TestRepository, text: string) => void blob(repo, written(text)),
    seen: inBlobs,
  })),
  { name: 'a commit message', plant: (repo, text) => void commit(repo, { message: text }), seen: inCommits },
  {
    name: 'the name of an author',
    plant: (repo, text) => void commit(repo, { author: `${text} <a@b> 1 +0000` }),
    seen: inCommits,
  },
  {
    name: 'an e-mail address',
    plant: (repo, text) => void commit(repo, { author: `A <${text}@b> 1 +0000` }),
    seen: inCommits,
  },
  {
    name: 'a signature',
    plant: (repo, text) => void commit(repo, { headers: `gpgsig -----BEGIN\n ${text}\n -----END\n` }),
    seen: inCommits,
  },
  {
    name: 'a merged tag',
    plant: (repo, text) => void commit(repo, { headers: `mergetag object ${'1'.repeat(40)}\n \n ${text}\n` }),
    seen: inCommits,
  },
  {
    name: 'a header nobody knows',
    plant: (repo, text) => void commit(repo, { headers: `x-note ${text}\n` }),
    seen: inCommits,
  },
  { name: 'the message of a tag', plant: (repo, text) => void tag(repo, { message: text }), seen: inTags },
  { name: 'a tagger', plant: (repo, text) => void tag(repo, { tagger: `${text} <a@b> 1 +0000` }), seen: inTags },
  { name: 'the name that a tag gives itself', plant: (repo, text) => void tag(repo, { name: text }), seen: inTags },
  {
    name: 'a tag of a tag of a tree',
    plant: (repo, text) => void tag(repo, { message: text }, tag(repo, {}, 'HEAD^{tree}')),
    seen: inTags,
  },
  ...[
    ['a file', '100644', 'blob'],
    ['a link', '120000', 'blob'],
    ['a submodule', '160000', 'commit'],
    ['a folder', '040000', 'tree'],
  ].map(([what, mode, type]) => ({
    name: `the name of ${what}`,
    plant: (repo: TestRepository, text: string) =>
      void tree(
        repo,
        mode!,
        type!,
        `x${text}`,
        repo.git('rev-parse', { tree: 'HEAD^{tree}', commit: 'HEAD' }[type!] ?? 'HEAD:a'),
      ),
    seen: inTrees,
  })),
  {
    name: 'what a link says',
    plant: (repo, text) => void tree(repo, '120000', 'blob', 'x', blob(repo, text)),
    seen: inBlobs,
  },
  { name: 'a note', plant: (repo, text) => void repo.git('notes', 'add', '-m', text), seen: inBlobs },
  {
    name: 'a stashed file',
    plant: (repo, text) => {
      repo.write('a', text);
      repo.git('stash', '-q');
    },
    seen: inBlobs,
  },
  {
    name: 'a stashed file that was never added',
    plant: (repo, text) => {
      repo.write('new', text);
      repo.git('stash', '-q', '-u');
    },
    seen: inBlobs,
  },
  {
    name: 'the message of a stash',
    plant: (repo, text) => {
      repo.write('a', 'x');
      repo.git('stash', 'push', '-q', '-m', text);
    },
    seen: (proof) => [...inCommits(proof), ...inFile(/^logs\/refs\/stash$/)(proof)].slice(1),
  },
  {
    name: 'what is staged',
    plant: (repo, text) => {
      repo.write('staged', text);
      repo.git('add', 'staged');
    },
    seen: inBlobs,
  },
  {
    name: 'a replacement',
    plant: (repo, text) => {
      const other = blob(repo, text);
      repo.git('replace', '-f', repo.git('rev-parse', 'HEAD:a'), other);
    },
    seen: inBlobs,
  },
  {
    name: 'a pack that is to be kept, as a delta, unreachable',
    plant: (repo, text) => {
      const filler = 'one line and another\n'.repeat(300);
      const oids = [filler, `${filler.slice(0, 3000)}${text}${filler.slice(3000)}`].map((each) => blob(repo, each));
      const pack = fed(repo, `${oids.join('\n')}\n`, 'pack-objects', '-q', '.git/objects/pack/pack');
      put(repo, `objects/pack/pack-${pack}.keep`, '');
      repo.git('prune-packed');
    },
    seen: inBlobs,
  },
  {
    name: 'an alternate',
    plant: (repo, text) => {
      const lender = new Repo(repo.sandbox, 'lender');
      blob(lender, text);
      put(repo, 'objects/info/alternates', `${lender.path}/.git/objects\n`);
    },
    seen: inBlobs,
  },
];
