import { delimiter } from 'node:path';
import { expect, test } from 'vitest';
import { parseConfig } from '../../../src/git/isomorphic/config-file.ts';
import { splitPaths } from '../../../src/git/isomorphic/object-directories.ts';

test('git’s configuration syntax', () => {
  const text = [
    '# comment',
    '[core] bare = TRUE ; comment',
    '\trepositoryFormatVersion = 1',
    '\tworktree = "/a b/;c" # d',
    '\tautocrlf',
    '[Extensions]',
    'objectFormat = sha\\',
    '256',
    '[remote "or.ig\\"in"]',
    '\tpromisor = true',
    '\turl = one\\ttwo\\"',
  ].join('\r\n');
  expect(Object.fromEntries(parseConfig(text))).toEqual({
    'core.bare': 'TRUE',
    'core.repositoryformatversion': '1',
    'core.worktree': '/a b/;c',
    'core.autocrlf': 'true',
    'extensions.objectformat': 'sha256',
    'remote.*.promisor': 'true',
    'remote.*.url': 'one\ttwo"',
  });
});

test('lists of object directories', () => {
  expect(splitPaths(`/a${delimiter}/b${delimiter}`, delimiter)).toEqual(['/a', '/b']);
  expect(splitPaths('"/with\\"quote:\\303\\251"\n#comment\n/plain\n\n', '\n')).toEqual(['/with"quote:é', '/plain']);
  expect(splitPaths('"/a:b":/c', ':')).toEqual(['/a:b', '/c']);
});
