import { execFileSync } from 'node:child_process';
import { expect } from 'vitest';
import { ObjectReader } from '../../../../src/git/pack/object-reader.ts';
import { type ObjectStore, openObjectStore } from '../../../../src/git/pack/object-store.ts';
import type { PackTable } from '../../../../src/git/pack/pack-table.ts';
import { Core } from '../../../../src/wasm/core.ts';
import { repository, type TestRepository } from '../../../support/sandbox.ts';

/** What git says of an object. */
export interface Known {
  readonly type: string;
  readonly bytes: Buffer;
}

/** A repository with a history that makes deltas: files that grow, shrink and change in the middle, and tags. */
export function withHistory(...initArgs: string[]): TestRepository {
  const repo = repository(...initArgs);
  fastImport(repo, history(30));
  return repo;
}

/** Feeds a stream to `git fast-import`. */
export function fastImport(repo: TestRepository, stream: string): void {
  repo.sandbox.run('git', ['fast-import', '--quiet', '--force'], {
    cwd: repo.path,
    input: Buffer.from(stream, 'latin1'),
  });
}

/** A stream of commits, each of which changes three of five files a little; on `main` the first has an empty file. */
export function history(commits: number, branch = 'main', seed = 7): string {
  const random = randomFrom(seed);
  const files = Array.from({ length: 5 }, (_, i) => Array.from({ length: 40 + 30 * i }, () => line(random)));
  let stream = '';
  for (let n = 0; n < commits; n++) {
    const changed = [n % 5, (n + 1) % 5, (n + 3) % 5];
    const who = `committer A U Thor <author@example.com> ${1_700_000_000 + n} +0000`;
    stream += `commit refs/heads/${branch}\nmark :${n + 1}\n${who}\n${data(`commit ${n}\n`)}`;
    for (const i of changed) {
      const lines = files[i]!;
      lines.splice(random(lines.length), random(3), line(random), line(random));
      stream += `M 100644 inline dir${i % 2}/file${i}\n${data(lines.join('\n'))}`;
    }
    if (n === 0) stream += `M 100644 inline only-${branch}\n${data(branch === 'main' ? '' : branch)}`;
  }
  return `${stream}tag v-${branch}\nfrom refs/heads/${branch}\ntagger A U Thor <author@example.com> 1700000000 +0000\n${data('a tag\n')}`;
}

const data = (text: string): string => `data ${text.length}\n${text}\n`;

const line = (random: (below: number) => number): string =>
  Array.from({ length: 6 }, () => random(2 ** 30).toString(36)).join(' ');

/** Pseudo-random integers, the same in every run. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Every object of a repository, as `git cat-file` prints it. */
export function objectsOf(repo: TestRepository): Map<string, Known> {
  const args = ['cat-file', '--batch-all-objects', '--batch'];
  const options = { cwd: repo.path, env: repo.sandbox.env, maxBuffer: 2 ** 28 };
  const printed = execFileSync('git', args, options);
  const objects = new Map<string, Known>();
  for (let at = 0; at < printed.length; ) {
    const end = printed.indexOf(10, at);
    const [oid, type, size] = printed.toString('latin1', at, end).split(' ');
    objects.set(oid!, { type: type!, bytes: printed.subarray(end + 1, end + 1 + Number(size)) });
    at = end + 1 + Number(size) + 1;
  }
  return objects;
}

/** The folder of a repository's objects. */
export const objectsFolder = (repo: TestRepository): string => `${repo.path}/.git/objects`;

/** Opens a repository's store; all of it must be usable. */
export function openWhole(repo: TestRepository): ObjectStore {
  const store = openObjectStore([objectsFolder(repo)]);
  expect(store.unreadable).toEqual([]);
  return store;
}

/** A reader with little memory. */
export const readerOf = (store: ObjectStore, cacheBytes = 2 ** 20): ObjectReader =>
  new ObjectReader(new Core(), store, { largest: 2 ** 20, cacheBytes });

/** Reads every object that git knows and compares. */
export function expectAllRead(store: ObjectStore, known: ReadonlyMap<string, Known>): void {
  const reader = readerOf(store);
  for (const [oid, { type, bytes }] of known) {
    const read = reader.read(Buffer.from(oid, 'hex'));
    expect(read?.type).toBe(type);
    expect(read?.bytes.equals(bytes), oid).toBe(true);
  }
  reader.close();
}

/** The id in a slot, in hex. */
export function oidAt(table: PackTable, slot: number): string {
  const at = table.position[slot]! * table.hashLength;
  return Buffer.from(table.ids.subarray(at, at + table.hashLength)).toString('hex');
}

/** What must hold of every table, whatever was in the files: no walk over it leaves it, or goes on for ever. */
export function expectSound(table: PackTable): void {
  const seen = new Uint8Array(table.count);
  for (let slot = 0; slot < table.count; slot++) {
    expect(table.offset[slot]! < table.offset[slot + 1]!).toBe(true);
    expect(table.slot[table.position[slot]!]).toBe(slot);
    expect(table.type[slot]! <= 4 && table.headerLength[slot]! <= 64 && table.size[slot]! >= 0).toBe(true);
    const base = table.base[slot]!;
    if (base >= 0) expect(table.type[base]).toBe(table.type[slot]);
    if (base < 0 && table.type[slot] !== 0) reach(table, slot, seen);
    if (table.type[slot] === 0) expect([base, table.firstChild[slot]]).toEqual([-1, -1]);
  }
  // From the whole objects every delta is reached once; what is left can't be read from this pack.
  for (let slot = 0; slot < table.count; slot++) expect(seen[slot]).toBe(table.type[slot] === 0 ? 0 : 1);
}

function reach(table: PackTable, root: number, seen: Uint8Array): void {
  const stack = [root];
  for (let slot = stack.pop(); slot !== undefined; slot = stack.pop()) {
    seen[slot]!++;
    let before = -1;
    for (let child = table.firstChild[slot]!; child >= 0; child = table.nextSibling[child]!) {
      expect(child > before && table.base[child] === slot).toBe(true);
      before = child;
      stack.push(child);
    }
  }
}
