import { execFileSync } from 'node:child_process';
import { expect } from 'vitest';
import type { Oid } from '../../../src/domain/blob.ts';
import { UnleakError } from '../../../src/domain/unleak-error.ts';
import { openRepository } from '../../../src/git/open-repository.ts';
import type { ListedObject, ObjectRange, ObjectWindow, Repository } from '../../../src/git/repository.ts';
import type { TestRepository } from '../../support/sandbox.ts';
import { withEnvironment } from './with-environment.ts';

export type Adapter = Repository['adapter'];

/** Opens a repository with one adapter and uses it, in the sandbox's environment and `extra`. */
export function using<T>(
  adapter: Adapter,
  made: TestRepository,
  use: (repository: Repository) => Promise<T>,
  options: { cwd?: string; env?: Record<string, string> } = {},
): Promise<T> {
  return withEnvironment(made, options.env ?? {}, async () =>
    use((await openRepository(options.cwd ?? made.path, adapter)).repository),
  );
}

/** A range from one set of tips. */
export const range = (tips: Oid[], rest: Partial<ObjectRange> = {}): ObjectRange => ({
  tips,
  exclude: [],
  excludeRefs: 'none',
  ...rest,
});

/** Everything that a walk lists; each id must come once. */
export async function listed(objects: AsyncIterable<ListedObject>): Promise<ListedObject[]> {
  const all: ListedObject[] = [];
  for await (const object of objects) all.push(object);
  expect(new Set(all.map(({ oid }) => oid)).size).toBe(all.length);
  return all.sort((a, b) => (a.oid < b.oid ? -1 : 1));
}

/** The ids of a walk, sorted; none may be missing. */
export async function idsOf(objects: AsyncIterable<ListedObject>): Promise<Oid[]> {
  const all = await listed(objects);
  expect(all.filter(({ missing }) => missing)).toEqual([]);
  return all.map(({ oid }) => oid);
}

/** Git's own answer, as latin1 text: one character for each byte. */
export const raw = (made: TestRepository, ...args: string[]): string =>
  execFileSync('git', args, { cwd: made.path, env: made.sandbox.env, maxBuffer: 1 << 28 }).toString('latin1');

/** What `git rev-list --objects` lists, sorted. */
export const revList = (made: TestRepository, ...args: string[]): Oid[] =>
  raw(made, 'rev-list', '--objects', ...args)
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split(' ')[0]!)
    .sort();

/** What came out of a store, put together from its windows. */
export interface Contents {
  readonly objects: Map<Oid, { type: string; bytes: Buffer; windows: number }>;
  readonly missing: Oid[];
}

/** Reads with a visitor that checks the windows: in order, overlapping, of the announced size, one of them the last. */
export async function contentsOf(
  read: (visitor: { window(window: ObjectWindow): void; missing(oid: Oid): void }) => Promise<void>,
): Promise<Contents> {
  const contents: Contents = { objects: new Map(), missing: [] };
  const finished = new Set<Oid>();
  await read({
    window: ({ oid, type, size, bytes, offset, last }) => {
      const before = contents.objects.get(oid);
      expect(finished.has(oid)).toBe(false);
      expect(offset).toBeLessThanOrEqual(before?.bytes.length ?? 0);
      const whole = before ? Buffer.concat([before.bytes.subarray(0, offset), bytes]) : Buffer.from(bytes);
      contents.objects.set(oid, { type, bytes: whole, windows: (before?.windows ?? 0) + 1 });
      if (!last) return;
      finished.add(oid);
      expect(whole.length).toBe(size);
    },
    missing: (oid) => contents.missing.push(oid),
  });
  expect(finished.size).toBe(contents.objects.size);
  return contents;
}

/** Expects a refusal in a sentence, not a bug. @returns its code */
export async function refusal(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UnleakError);
  expect((error as UnleakError).hint).not.toBe('');
  return (error as UnleakError).code;
}
