import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { expect, onTestFinished, test } from 'vitest';
import { UnleakError } from '../../../../../src/domain/unleak-error.ts';
import type { StartThread } from '../../../../../src/git/pack/write/entry-thread.ts';
import { PackWriter } from '../../../../../src/git/pack/write/pack-writer.ts';
import { PACKAGE } from '../../../../support/cli.ts';
import { repository, type TestRepository } from '../../../../support/sandbox.ts';
import { objectsFolder } from '../histories.ts';
import { changed, treeBytes, treeOf } from './trees.ts';

/** A thread that waits for its work; it runs what a build makes of the sources. @param fd of a file to write to instead */
async function thread(fd?: number): Promise<StartThread> {
  const contents = `
    import { parentPort } from 'node:worker_threads';
    import { writeEntries } from './src/git/pack/write/write-entries.ts';
    parentPort.once('message', writeEntries);`;
  const bundle = { bundle: true, write: false, platform: 'node', format: 'cjs', logLevel: 'silent' } as const;
  const { outputFiles } = await build({ ...bundle, stdin: { contents, resolveDir: PACKAGE } });
  const worker = new Worker(outputFiles[0]!.text, { eval: true });
  onTestFinished(() => void worker.terminate());
  return (setup, ports) =>
    worker.postMessage(fd === undefined ? setup : { ...setup, file: { ...setup.file, fd } }, ports);
}

const sum = (text: string): Buffer => createHash('sha1').update(text).digest();

/** Trees in families, many small objects, one that goes through every part of the channel several times. */
function fill(repo: TestRepository, start?: StartThread) {
  const writer = PackWriter.open(objectsFolder(repo), 20, start);
  let entries = treeOf(400);
  for (let n = 0; n < 1000; n++) {
    entries = changed(entries, { kind: 'id', place: (n % 89) / 89, count: 1, value: n });
    writer.addTree(
      treeBytes(entries, ({ id }) => sum(`${id}`)),
      n % 5,
    );
    writer.add('blob', sum(`${n}`));
  }
  writer.add('blob', Buffer.alloc(0));
  writer.add('blob', Buffer.alloc(9_000_000, 'long '));
  return writer.finish()!;
}

test('another thread writes the same pack, byte for byte', async () => {
  const [one, two] = [repository(), repository()];
  const [own, other] = [fill(one), fill(two, await thread())];
  expect({ ...other, pack: '', index: '' }).toEqual({ ...own, pack: '', index: '' });
  expect(readFileSync(other.pack).equals(readFileSync(own.pack))).toBe(true);
  expect(readFileSync(other.index).equals(readFileSync(own.index))).toBe(true);
  expect(two.git('fsck', '--full', '--no-dangling')).toBe('');
});

test('what is given up is gone, with the thread', async () => {
  const repo = repository();
  const writer = PackWriter.open(objectsFolder(repo), 20, await thread());
  writer.add('blob', Buffer.alloc(9_000_000, 'long '));
  writer.abort();
  writer.abort();
  expect(readdirSync(join(objectsFolder(repo), 'pack'))).toEqual([]);
  const empty = PackWriter.open(objectsFolder(repo), 20, await thread());
  expect(empty.finish()).toBeUndefined();
  expect(readdirSync(join(objectsFolder(repo), 'pack'))).toEqual([]);
});

test('when the other thread can not write, this one is told, as if it had written itself', async () => {
  const repo = repository();
  // No file at all.
  const writer = PackWriter.open(objectsFolder(repo), 20, await thread(987_654));
  const error = (() => {
    try {
      for (let n = 0; n < 200_000; n++) writer.add('blob', Buffer.concat([sum(`${n}`), sum(`${n}.`)]));
      writer.finish();
      return undefined;
    } catch (thrown) {
      return thrown;
    }
  })();
  expect(error).toBeInstanceOf(UnleakError);
  expect(error).toMatchObject({ code: 'io', message: expect.stringContaining('could not be written (EBADF)') });
  expect(writer.count).toBeLessThan(200_000);
  writer.abort();
  expect(readdirSync(join(objectsFolder(repo), 'pack'))).toEqual([]);
});
