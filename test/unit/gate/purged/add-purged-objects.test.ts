import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { UnleakError } from '../../../../src/domain/unleak-error.ts';
import { addPurgedObjects, removePurgedObjects } from '../../../../src/gate/purged/add-purged-objects.ts';
import { readPurgedObjects } from '../../../../src/gate/purged/read-purged-objects.ts';
import { sandbox } from '../../../support/sandbox.ts';

const WHEN = new Date('2026-11-22T10:00:00Z');
const LATER = new Date('2026-12-24T23:59:59Z');
const someOids = (count: number, length = 20) =>
  Array.from({ length: count }, () => randomBytes(length).toString('hex'));

/** A folder that stands for a git directory, and the list in it. */
function gitDirectory(): { folder: string; file: string } {
  const folder = join(sandbox().root, 'repo.git');
  mkdirSync(folder);
  chmodSync(folder, 0o755);
  return { folder, file: join(folder, 'unleak/purged-objects') };
}

/** What an action throws. */
function thrownBy(act: () => unknown): UnleakError {
  try {
    act();
  } catch (error) {
    return error as UnleakError;
  }
  throw new Error('it did not throw');
}

test('a list: the comment, then the ids in order', () => {
  const { folder, file } = gitDirectory();
  const ids = someOids(20);
  addPurgedObjects(folder, ids, WHEN);
  const sorted = ids.toSorted();
  expect(readFileSync(file, 'utf8')).toBe(`# purged 2026-11-22 by unleak purge\n${sorted.join('\n')}\n`);
  expect([...readPurgedObjects(folder)!.ids()]).toEqual(sorted);
});

test('what is there stays: ids, comments, what an administrator has written', () => {
  const { folder, file } = gitDirectory();
  const [first, second, third] = [someOids(5), someOids(5, 32), someOids(5)];
  addPurgedObjects(folder, first, WHEN);
  writeFileSync(file, `${readFileSync(file, 'utf8')}# Ann: ticket 7, é\r\n${third[0]}\r\n`);
  addPurgedObjects(folder, [...second, ...first.slice(2), ...third], LATER);
  addPurgedObjects(folder, [], LATER);
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  const comments = ['# purged 2026-11-22 by unleak purge', '# Ann: ticket 7, é', '# purged 2026-12-24 by unleak purge'];
  expect(lines).toEqual([...comments, ...[...first, ...second, ...third].sort()]);
});

test('everybody who may enter the git directory may read it, whatever the umask and whoever made the folder', () => {
  const { folder, file } = gitDirectory();
  mkdirSync(join(folder, 'unleak'), { mode: 0o700 });
  const umask = process.umask(0o077);
  onTestFinished(() => void process.umask(umask));
  addPurgedObjects(folder, someOids(1), WHEN);
  expect(statSync(file).mode & 0o777).toBe(0o644);
  expect(statSync(join(folder, 'unleak')).mode & 0o777).toBe(0o711);
  expect(readdirSync(join(folder, 'unleak'))).toEqual(['purged-objects']);
});

test('what is taken back is off the list, and nothing else is; the last takes the list along', () => {
  const { folder, file } = gitDirectory();
  const [kept, undone] = [someOids(3), someOids(3)];
  removePurgedObjects(folder, undone);
  addPurgedObjects(folder, [...kept, ...undone], WHEN);
  removePurgedObjects(folder, undone);
  expect([...readPurgedObjects(folder)!.ids()]).toEqual(kept.toSorted());
  removePurgedObjects(folder, kept);
  expect(existsSync(file)).toBe(false);
  expect(readPurgedObjects(folder)).toBe(undefined);
});

test('a list that is damaged is neither read nor written over', () => {
  const { folder, file } = gitDirectory();
  addPurgedObjects(folder, someOids(2), WHEN);
  const damaged = readFileSync(file, 'utf8').slice(0, -5);
  writeFileSync(file, damaged);
  expect(thrownBy(() => readPurgedObjects(folder))).toMatchObject({
    code: 'config-invalid',
    message: expect.stringContaining('line 3'),
  });
  expect(thrownBy(() => addPurgedObjects(folder, someOids(1), WHEN))).toMatchObject({ code: 'config-invalid' });
  expect(readFileSync(file, 'utf8')).toBe(damaged);
});

test.each<[string, (file: string) => void]>([
  ['a link to a list', (file) => linkTo(file, 'list')],
  ['a link to nothing', (file) => linkTo(file, 'nothing')],
  ['a folder', (file) => mkdirSync(file)],
])('%s is refused', (_, make) => {
  const { folder, file } = gitDirectory();
  mkdirSync(join(folder, 'unleak'));
  writeFileSync(join(folder, 'unleak/list'), `${'a'.repeat(40)}\n`);
  make(file);
  expect(thrownBy(() => readPurgedObjects(folder))).toMatchObject({ code: 'config-unreadable' });
});

const linkTo = (file: string, target: string): void => symlinkSync(target, file);

test('larger than 64 MB: neither read nor written', () => {
  const { folder, file } = gitDirectory();
  mkdirSync(join(folder, 'unleak'));
  writeFileSync(file, Buffer.alloc(64 * 1024 * 1024 + 1, '#'));
  expect(thrownBy(() => readPurgedObjects(folder)).message).toContain('larger than 64 MB');
});

test('no folder, and a file in place of the folder: there is no list', () => {
  const { folder } = gitDirectory();
  expect(readPurgedObjects(folder)).toBe(undefined);
  writeFileSync(join(folder, 'unleak'), '');
  expect(readPurgedObjects(folder)).toBe(undefined);
});
