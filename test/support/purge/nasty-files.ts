import { execFileSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import type { TestRepository } from '../sandbox.ts';
import { blob, fed, file, inFile, type Place, put, submodule, WHO, withOther } from './nasty-place.ts';

/** Files below the git directory. */
export const FILES: readonly Place[] = [
  ...['COMMIT_EDITMSG', 'MERGE_MSG', 'SQUASH_MSG', 'TAG_EDITMSG', 'FETCH_HEAD', 'ORIG_HEAD', 'description'].map(file),
  ...['hooks/pre-push', 'info/exclude', 'info/attributes', 'info/grafts', 'logs/refs/heads/gone'].map(file),
  ...['rr-cache/0123/preimage', 'rebase-merge/message', 'rebase-apply/0001', 'sequencer/todo', 'BISECT_LOG'].map(file),
  ...['unleak/purge-1/notes', 'lfs/objects/aa/bb/aabb', 'lfs/tmp/x', 'index.lock', 'config.worktree', 'svn/x'].map(
    file,
  ),
  ...['objects/info/http-alternates', 'objects/pack/pack-x.keep', 'objects/pack/pack-x.promisor'].map(file),
  {
    name: 'a remote',
    plant: (repo, text) => void repo.git('remote', 'add', 'o', `https://x:${text}@h/`),
    seen: inFile(/^config$/),
  },
  {
    name: 'the reflog of HEAD',
    plant: (repo, text) => {
      const head = repo.git('rev-parse', 'HEAD');
      appendFileSync(join(repo.path, '.git/logs/HEAD'), `${head} ${head} ${WHO}\tcommit: ${text}\n`);
    },
    seen: inFile(/^logs\/HEAD$/),
  },
  ...[2, 4].map((version) => ({
    name: `the path of a staged file, index version ${version}`,
    plant: (repo: TestRepository, text: string) => {
      const paths = [text.slice(0, 30), text].map((path) => `100644 ${repo.git('rev-parse', 'HEAD:a')}\tz${path}\n`);
      fed(repo, paths.join(''), 'update-index', '--index-info');
      repo.git('update-index', `--index-version=${version}`);
    },
    seen: inFile(/^index$/),
  })),
  {
    name: 'a split index',
    plant: (repo, text) => {
      fed(repo, `100644 ${repo.git('rev-parse', 'HEAD:a')}\tz${text}\n`, 'update-index', '--index-info');
      repo.git('update-index', '--split-index');
    },
    seen: inFile(/^sharedindex\./),
  },
  {
    name: 'the index of another work tree',
    plant: (repo, text) => {
      withOther(repo);
      const index = `100644 ${repo.git('rev-parse', 'HEAD:a')}\tz${text}\n`;
      execFileSync('git', ['update-index', '--index-info'], {
        cwd: `${repo.path}/../other`,
        env: repo.sandbox.env,
        input: index,
      });
    },
    seen: inFile(/^worktrees\/other\/index$/),
  },
  {
    name: 'what another work tree is about to say',
    plant: (repo, text) => {
      withOther(repo);
      put(repo, 'worktrees/other/COMMIT_EDITMSG', text);
    },
    seen: inFile(/^worktrees\/other\/COMMIT_EDITMSG$/),
  },
  {
    name: 'an object that was not finished',
    plant: (repo, text) =>
      put(repo, 'objects/ab/tmp_obj_x1', deflateSync(`blob 99\0${text}, and then`).subarray(0, -4)),
    seen: inFile(/^objects\/ab\/tmp_obj_x1$/),
  },
  {
    name: 'the log of a reftable',
    plant: (repo, text) =>
      put(
        repo,
        'reftable/1.ref',
        Buffer.concat([Buffer.from('REFT....g...'), deflateSync(`main ${text}`), Buffer.from('end')]),
      ),
    seen: inFile(/^reftable\/1\.ref$/),
  },
  {
    name: 'an object of a submodule',
    plant: (repo, text) => void blob(submodule(repo), text),
    seen: inFile(/^modules\/sub$/),
  },
  {
    name: 'the configuration of a submodule',
    plant: (repo, text) => void submodule(repo).git('config', 'remote.o.url', `https://x:${text}@h/`),
    seen: inFile(/^modules\/sub\/config$/),
  },
];
