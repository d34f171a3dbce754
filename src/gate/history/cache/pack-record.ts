import type { ObjectStore } from '../../../git/pack/object-store.ts';
import { firstNumbers, secretName } from '../holdings.ts';
import type { ThreadResult } from '../scan-thread.ts';

/** One place of a secret: the slot of an object, and a span in it. Of the secret itself nothing is kept. */
export interface SecretPlace {
  readonly rule: string;
  readonly slot: number;
  readonly start: number;
  readonly end: number;
}

/** What a scan has found in one pack. Objects are slots. */
export interface PackRecord {
  readonly objects: number;
  readonly bytes: number;
  readonly unread: readonly number[];
  readonly lfsPointers: readonly number[];
  readonly secrets: readonly SecretPlace[];
  /** Sets of numbers of `secrets`. */
  readonly sets: readonly (readonly number[])[];
  /** Pairs: a slot, and the number of the set that it holds. */
  readonly holders: readonly number[];
}

/** A record in the making: of the secrets only the names in this run, and a slot of each. */
export interface PackFindings extends Omit<PackRecord, 'secrets'> {
  readonly secrets: readonly { readonly rule: string; readonly name: string; readonly slot: number }[];
}

/** Slots of one pack among all that a scan numbers. */
interface SlotRange {
  readonly pack: number;
  readonly first: number;
  readonly end: number;
}

/** Picks what threads found in one pack. */
export function findingsIn(store: ObjectStore, pack: number, results: readonly ThreadResult[]): PackFindings {
  const first = firstNumbers(store)[pack]!;
  const range = { pack, first, end: first + store.packs[pack]!.count };
  const gatherer = new Gatherer(range);
  for (const result of results) gatherer.add(result);
  return gatherer.findings();
}

/** Each thread numbers secrets and sets for itself. */
class Gatherer {
  readonly #range: SlotRange;
  readonly #secrets: { rule: string; name: string; slot: number }[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #sets: number[][] = [];
  readonly #holders: number[] = [];
  readonly #unread: number[] = [];
  readonly #lfsPointers: number[] = [];
  #objects = 0;
  #bytes = 0;

  constructor(range: SlotRange) {
    this.#range = range;
  }

  add({ flagged, unread, lfsPointers, packs }: ThreadResult): void {
    const { pack, first } = this.#range;
    // What was known already is of other packs.
    this.#objects += packs[pack]?.objects ?? 0;
    this.#bytes += packs[pack]?.bytes ?? 0;
    for (const object of unread) if (this.#holds(object)) this.#unread.push(object - first);
    for (const object of lfsPointers) if (this.#holds(object)) this.#lfsPointers.push(object - first);
    const sets = new Map<number, number>();
    for (let i = 0; i < flagged.objects.length; i += 2) {
      if (!this.#holds(flagged.objects[i]!)) continue;
      const slot = flagged.objects[i]! - first;
      const set = flagged.objects[i + 1]!;
      const known =
        sets.get(set) ??
        this.#newSet(
          flagged.sets[set]!.map((secret) => flagged.secrets[secret]!),
          slot,
        );
      sets.set(set, known);
      this.#holders.push(slot, known);
    }
  }

  findings(): PackFindings {
    return {
      ...{ objects: this.#objects, bytes: this.#bytes, unread: this.#unread, lfsPointers: this.#lfsPointers },
      ...{ secrets: this.#secrets, sets: this.#sets, holders: this.#holders },
    };
  }

  #holds(object: number): boolean {
    return object >= this.#range.first && object < this.#range.end;
  }

  #newSet(secrets: readonly { rule: string; key: string }[], slot: number): number {
    const numbers = secrets.map(({ rule, key }) => {
      const name = secretName(rule, key);
      const number = this.#numbers.get(name) ?? this.#secrets.push({ rule, name, slot }) - 1;
      this.#numbers.set(name, number);
      return number;
    });
    return this.#sets.push(numbers) - 1;
  }
}
