import { expect } from 'vitest';
import type { TestRepository } from '../../support/sandbox.ts';
import { type Adapter, contentsOf, raw, using } from './adapters.ts';

/** Every object of the store as git has it: id, type and content. */
function storedByGit(made: TestRepository): Map<string, string> {
  const lines = raw(made, 'cat-file', '--batch-all-objects', '--batch-check').split('\n').filter(Boolean);
  return new Map(
    lines.map((line) => {
      const [oid = '', type = ''] = line.split(' ');
      return [oid, `${type} ${raw(made, 'cat-file', type, oid)}`];
    }),
  );
}

/** Expects `readAll` to give every object that git has, byte for byte. */
export async function storesAgree(adapter: Adapter, made: TestRepository): Promise<void> {
  const { objects, missing } = await using(adapter, made, (git) => contentsOf((visitor) => git.readAll(visitor)));
  const read = new Map([...objects].map(([oid, { type, bytes }]) => [oid, `${type} ${bytes.toString('latin1')}`]));
  expect(missing).toEqual([]);
  expect(Object.fromEntries(read)).toEqual(Object.fromEntries(storedByGit(made)));
}
