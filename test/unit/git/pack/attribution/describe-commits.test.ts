import { expect, test } from 'vitest';
import { describeCommits } from '../../../../../src/git/pack/attribution/describe-commits.ts';
import { ObjectReader } from '../../../../../src/git/pack/object-reader.ts';
import { openObjectStore } from '../../../../../src/git/pack/object-store.ts';
import { Core } from '../../../../../src/wasm/core.ts';
import { repository } from '../../../../support/sandbox.ts';
import { objectsOf } from './attributed.ts';
import { gitText } from './oracle.ts';

test('who wrote commits, packed and loose', () => {
  const repo = repository();
  const first = repo.commit('first', { f: '1\n' });
  repo.git('repack', '-adq');
  repo.git(
    '-c',
    'user.name=x',
    'commit',
    '-q',
    '--allow-empty',
    '-m',
    'x',
    '--author=Zoë <z@example.org>',
    '--date=1500000000 -0330',
  );
  const second = repo.git('rev-parse', 'HEAD');
  const odd = gitText(repo, ['cat-file', 'commit', first]).replace(/^author .*$/m, 'author <<a@b>> 17 +1');
  const nobody = odd.replace(/^author .*$/m, 'author nobody');
  const [oddId, nobodyId] = [odd, nobody].map((text) =>
    gitText(repo, ['hash-object', '-t', 'commit', '-w', '--literally', '--stdin'], text).trim(),
  ) as [string, string];
  const wanted = [first, second, oddId, nobodyId, 'ab'.repeat(20), repo.git('rev-parse', 'HEAD^{tree}')];
  expect(describeCommits(new ObjectReader(new Core(), openObjectStore([objectsOf(repo)])), wanted)).toEqual(
    new Map([
      [first, { name: 'A U Thor', email: 'author@example.com', time: 1_700_000_000, timeZone: '+0000' }],
      [second, { name: 'Zo\xc3\xab', email: 'z@example.org', time: 1_500_000_000, timeZone: '-0330' }],
      [oddId, { name: '', email: '<a@b>', time: 17, timeZone: '+1' }],
    ]),
  );
});
