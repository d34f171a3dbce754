import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { openObjectStore } from '../../../../src/git/pack/object-store.ts';
import { sandbox } from '../../../support/sandbox.ts';
import { readerOf } from './histories.ts';

const ID = createHash('sha1').update('blob 5\0hello').digest();

/** Reads what a file with the name of "hello" holds. */
function read(file: Buffer | 'folder') {
  const objects = sandbox().root;
  const path = join(objects, ID.toString('hex').slice(0, 2), ID.toString('hex').slice(2));
  mkdirSync(join(path, '..'));
  if (file === 'folder') mkdirSync(path);
  else writeFileSync(path, file);
  const store = openObjectStore([objects]);
  expect(store.find(ID)).toBe('loose');
  return readerOf(store).read(ID);
}

const hello = deflateSync(Buffer.from('blob 5\0hello'));

test('a loose object is read at any level of compression', () => {
  for (let level = 0; level <= 9; level++)
    expect(read(deflateSync(Buffer.from('blob 5\0hello'), { level }))?.bytes.toString()).toBe('hello');
});

test.each([
  ['nothing', Buffer.alloc(0)],
  ['no zlib stream', Buffer.from('hello')],
  ['half a stream', hello.subarray(0, -6)],
  ['a wrong checksum', Buffer.concat([hello.subarray(0, -1), Buffer.from([0])])],
  ['something behind the stream', Buffer.concat([hello, Buffer.from('x')])],
  ['no header', deflateSync(Buffer.from('hello'))],
  ['a header without an end', deflateSync(Buffer.alloc(5000, 'blob 5'))],
  ['another type', deflateSync(Buffer.from('text 5\0hello'))],
  ['a size with zeros before it', deflateSync(Buffer.from('blob 05\0hello'))],
  ['a size below what follows', deflateSync(Buffer.from('blob 4\0hello'))],
  ['a size above what follows', deflateSync(Buffer.from('blob 6\0hello'))],
  ['no size', deflateSync(Buffer.from('blob \0hello'))],
  ['another object', deflateSync(Buffer.from('blob 5\0jello'))],
  ['the type of another object', deflateSync(Buffer.from('tree 5\0hello'))],
  ['no file but a folder', 'folder' as const],
])('%s is refused', (_, file) => {
  expect(() => read(file)).toThrow(expect.objectContaining({ code: 'object-corrupt' }));
});

test('a size above the limit is refused before anything is inflated', () => {
  const bomb = deflateSync(Buffer.concat([Buffer.from(`blob ${2 ** 27}\0`), Buffer.alloc(2 ** 27)]));
  const before = process.memoryUsage().external;
  expect(() => read(bomb)).toThrow(
    expect.objectContaining({ code: 'unsupported', message: expect.stringContaining(ID.toString('hex')) }),
  );
  // 64 bytes of a file become 64 KiB at most.
  expect(process.memoryUsage().external - before).toBeLessThan(2 ** 26);
});

test('a file above the limit is refused before it is read', () => {
  expect(() => read(Buffer.alloc(3 * 2 ** 20))).toThrow(expect.objectContaining({ code: 'unsupported' }));
});

test('a long stream behind a short size is not inflated', () => {
  expect(() => read(deflateSync(Buffer.concat([Buffer.from('blob 5\0'), Buffer.alloc(2 ** 25)])))).toThrow(
    expect.objectContaining({ code: 'object-corrupt' }),
  );
});

test.skipIf(process.getuid?.() === 0)('a folder that refuses is named', () => {
  const objects = sandbox().root;
  mkdirSync(join(objects, 'ab'));
  chmodSync(join(objects, 'ab'), 0);
  expect(openObjectStore([objects]).unreadable).toEqual([
    { file: join(objects, 'ab'), why: 'It could not be read (EACCES).' },
  ]);
});
