import { createHash } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UnleakError } from '../../../../src/domain/unleak-error.ts';
import { ObjectReader } from '../../../../src/git/pack/object-reader.ts';
import { type ObjectStore, openObjectStore } from '../../../../src/git/pack/object-store.ts';
import { Core } from '../../../../src/wasm/core.ts';
import { repository, type TestRepository } from '../../../support/sandbox.ts';
import { expectSound, fastImport, history, type Known, objectsFolder, objectsOf, oidAt } from './histories.ts';

/** One thing done to a file's bytes. Places and lengths are parts of the file's length, so that they fit any file. */
interface Damage {
  readonly kind: 'flip' | 'zero' | 'random' | 'cut' | 'double';
  readonly place: number;
  readonly value: number;
}

const damage: fc.Arbitrary<Damage> = fc.record({
  kind: fc.constantFrom('flip', 'flip', 'flip', 'zero', 'random', 'cut', 'double'),
  // Anywhere, or near the begin, where the headers stand.
  place: fc
    .oneof({ weight: 3, arbitrary: fc.integer({ min: 0, max: 999_999 }) }, fc.integer({ min: 0, max: 20_000 }))
    .map((millionths) => millionths / 1e6),
  value: fc.integer({ min: 1, max: 255 }),
});

function damaged(bytes: Buffer, { kind, place, value }: Damage): Buffer {
  const at = Math.floor(bytes.length * place);
  if (kind === 'cut' || bytes.length === 0) return bytes.subarray(0, at);
  const copy = Buffer.from(bytes);
  if (kind === 'flip') copy[at]! ^= value;
  if (kind === 'zero') copy.fill(0, at, Math.min(at + value, copy.length));
  if (kind === 'random')
    for (let i = at; i < Math.min(at + 8, copy.length); i++) copy[i] = Math.imul(i + value, 0x9e3779b1) >>> 24;
  if (kind === 'double') copy.copyWithin(at + value, at, at + value);
  return copy;
}

/** Makes the last 20 bytes the hash of the others, as a forger would. */
function sealed(bytes: Buffer): Buffer {
  const body = bytes.subarray(0, Math.max(0, bytes.length - 20));
  return Buffer.concat([body, createHash('sha1').update(body).digest()]);
}

/** Two packs, the first of which has deltas on later entries, with all that git can put beside them, and loose objects. */
function storeToDamage(): TestRepository {
  const repo = repository();
  fastImport(repo, history(12, 'a', 1));
  repo.git('-c', 'pack.writeReverseIndex=true', '-c', 'repack.useDeltaBaseOffset=false', 'repack', '-dfq');
  fastImport(repo, history(12, 'b', 2));
  repo.git('repack', '-dfq');
  repo.commit('loose', { 'a/b': 'one', c: 'two' });
  return repo;
}

/** Reads what it can. @returns ids that git knows and that the store says nothing of */
function readAll(store: ObjectStore, core: Core, known: ReadonlyMap<string, Known>): string[] {
  const top = core.top;
  const reader = new ObjectReader(core, store, { largest: 2 ** 20, cacheBytes: 2 ** 18 });
  const silent: string[] = [];
  for (const [oid, { type, bytes }] of known) {
    const read = orRefusal(() => reader.read(Buffer.from(oid, 'hex')));
    if (read === undefined) silent.push(oid);
    else if (read !== 'refused') expect(read.type === type && read.bytes.equals(bytes)).toBe(true);
  }
  // Forged ids too: what is given for one must be what it says.
  for (const oid of store.packs.flatMap((table) => Array.from(table.position, (_, slot) => oidAt(table, slot)))) {
    const read = orRefusal(() => reader.read(Buffer.from(oid, 'hex')));
    if (read === undefined || read === 'refused') continue;
    const sum = createHash('sha1').update(`${read.type} ${read.bytes.length}\0`).update(read.bytes);
    expect(sum.digest('hex')).toBe(oid);
  }
  reader.close();
  core.release(top);
  return silent;
}

function orRefusal<T>(act: () => T): T | 'refused' {
  try {
    return act();
  } catch (error) {
    expect(error).toBeInstanceOf(UnleakError);
    return 'refused';
  }
}

/** Damages one file at a time, many times. @param forge whether checksums are made right again */
function fuzz(repo: TestRepository, ending: RegExp, forge: boolean, numRuns: number): void {
  const known = objectsOf(repo);
  const folder = objectsFolder(repo);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => ending.test(name));
  expect(files.length).toBeGreaterThan(0);
  const core = new Core();
  const one = fc.record({ name: fc.constantFrom(...files), damages: fc.array(damage, { minLength: 1, maxLength: 3 }) });
  const run = ({ name, damages }: { name: string; damages: Damage[] }): void => {
    const file = join(folder, name);
    const whole = readFileSync(file);
    const bytes = damages.reduce(damaged, whole);
    chmodSync(file, 0o644);
    writeFileSync(file, forge ? sealed(bytes) : bytes);
    try {
      const store = openObjectStore([folder]);
      for (const table of store.packs) expectSound(table);
      const silent = readAll(store, core, known);
      // Whoever forges checksums can leave out an object and nobody sees it; chance can not.
      if (!forge) expect(store.unreadable.length > 0 || silent.length === 0).toBe(true);
    } finally {
      writeFileSync(file, whole);
    }
  };
  fc.assert(fc.property(one, run), { seed: 20, numRuns });
}

test.each([
  ['packs', /\.pack$/, 120],
  ['indexes', /\.idx$/, 80],
  ['loose objects', /^[0-9a-f]{2}.[0-9a-f]{38}$/, 40],
  ['what is not looked at', /\.rev$/, 10],
])('damaged %s: the right bytes, or a refusal', (_, ending, runs) => {
  fuzz(storeToDamage(), ending, false, runs);
});

test('indexes that are forged with right checksums: the right bytes, or a refusal', () => {
  fuzz(storeToDamage(), /\.idx$/, true, 150);
});

test.each([false, true])('a damaged multi-pack-index (forged: %s): the right bytes, or a refusal', (forge) => {
  const repo = storeToDamage();
  repo.git('multi-pack-index', 'write');
  const known = objectsOf(repo);
  for (const name of readdirSync(join(objectsFolder(repo), 'pack')))
    if (name.endsWith('.idx')) rmSync(join(objectsFolder(repo), 'pack', name));
  expect(openObjectStore([objectsFolder(repo)]).unreadable).toEqual([]);
  expect(known.size).toBeGreaterThan(100);
  fuzz(repo, /multi-pack-index$/, forge, 60);
});
