import type { ObjectType, Oid } from '../../domain/blob.ts';
import { idAt } from '../../git/pack/id-at.ts';
import type { ObjectStore } from '../../git/pack/object-store.ts';
import { TYPE_NAMES } from '../../git/pack/stored-object.ts';
import type { Flagged } from './flagged-objects.ts';

/** A secret's name within a run: rule and key. */
export type SecretName = string;

/** An object that holds secrets. */
export interface Holder {
  readonly oid: Oid;
  readonly type: ObjectType;
  readonly secrets: readonly SecretName[];
}

/** The name of a secret: equal in all threads of a run. */
export const secretName = (rule: string, key: string): SecretName => `${rule} ${key}`;

/** Brings together what the threads found, by object id. Objects are numbered through the packs of the store. */
export function holdersIn(store: ObjectStore, parts: readonly Flagged[]): Holder[] {
  const firsts = firstNumbers(store);
  return parts.flatMap(({ secrets, sets, objects }) => {
    const names = secrets.map(({ rule, key }) => secretName(rule, key));
    const named = sets.map((set) => set.map((number) => names[number]!));
    const holders: Holder[] = [];
    for (let i = 0; i < objects.length; i += 2) {
      holders.push({ ...objectAt(store, firsts, objects[i]!), secrets: named[objects[i + 1]!]! });
    }
    return holders;
  });
}

/** One holder for each object: copies that differ hold all that one of them does. */
export function mergeHolders(holders: readonly Holder[]): Holder[] {
  const merged = new Map<Oid, Holder>();
  for (const holder of holders) {
    const known = merged.get(holder.oid);
    merged.set(holder.oid, known ? { ...known, secrets: [...new Set([...known.secrets, ...holder.secrets])] } : holder);
  }
  return [...merged.values()];
}

/** The ids of objects by their numbers. */
export function oidsOf(store: ObjectStore, numbers: readonly number[]): Oid[] {
  const firsts = firstNumbers(store);
  return numbers.map((number) => objectAt(store, firsts, number).oid);
}

/** The number of each pack's first object. */
export function firstNumbers({ packs }: ObjectStore): number[] {
  let first = 0;
  return packs.map(({ count }) => (first += count) - count);
}

function objectAt({ packs }: ObjectStore, firsts: readonly number[], number: number): { oid: Oid; type: ObjectType } {
  let at = firsts.length - 1;
  while (firsts[at]! > number) at--;
  const pack = packs[at]!;
  const slot = number - firsts[at]!;
  return { oid: idAt(pack, slot).toString('hex'), type: TYPE_NAMES[pack.type[slot]!] ?? 'blob' };
}
