import type { Candidate } from '../../../domain/candidate.ts';
import type { ObjectStore } from '../../../git/pack/object-store.ts';
import type { KnownSecret } from '../flagged-objects.ts';
import { firstNumbers } from '../holdings.ts';
import type { PackScan } from '../scan-packs.ts';
import type { ThreadResult } from '../scan-thread.ts';
import type { Searcher } from '../searcher.ts';
import { digestOf } from './digest.ts';
import { PackReader } from './pack-reader.ts';
import { findingsIn, type PackFindings, type PackRecord, type SecretPlace } from './pack-record.ts';
import { isIntact, trailerOf } from './pack-trailer.ts';
import { unlessUnreadable } from './refusals.ts';
import type { SealedFiles } from './sealed-files.ts';
import type { Snapshot } from './snapshot.ts';

const PREFIX = 'pack-';

/** What is kept of a pack, and what tells that it is still the same. */
interface KeptPack extends PackRecord {
  /** As in its stamp. */
  readonly times: string;
  readonly trailer: string;
}

/** What earlier scans have found in packs that are still the same. */
export class KnownPacks {
  readonly #files: SealedFiles;
  readonly #stamp: string;
  readonly #snapshot: Snapshot;

  /** @param stamp of the engine */
  constructor(files: SealedFiles, stamp: string, snapshot: Snapshot) {
    this.#files = files;
    this.#stamp = stamp;
    this.#snapshot = snapshot;
  }

  /** What is known of a store's packs, by their numbers, as if this run had found it. @param openSearcher with the run's salt */
  recall(store: ObjectStore, openSearcher: () => Searcher): Map<number, ThreadResult> {
    const known = new Map<number, ThreadResult>();
    let reader: PackReader | undefined;
    for (const number of store.packs.keys()) {
      const key = this.#keyOf(store, number);
      const record = key && (this.#files.read(nameOf(key), key) as KeptPack | undefined);
      if (!record || !this.#isSame(store, number, key, record)) continue;
      if (record.secrets.length > 0) reader ??= new PackReader(store, openSearcher());
      const secrets = unlessUnreadable(() => recallSecrets(number, record.secrets, reader!));
      if (secrets) known.set(number, resultOf(store, number, record, secrets));
    }
    reader?.close();
    return known;
  }

  /** Keeps what a scan has found in the packs that it had to look at. @param now a look at the folders after the scan */
  remember(store: ObjectStore, { results, known, searcher }: PackScan, now: Snapshot): void {
    let reader: PackReader | undefined;
    const inUse = new Set<string>();
    for (const [number, { file }] of store.packs.entries()) {
      const key = this.#keyOf(store, number);
      if (key === undefined) continue;
      inUse.add(nameOf(key));
      const { times = '' } = this.#snapshot.packs.get(file) ?? {};
      if (known.has(number) || now.packs.get(file)?.times !== times) continue;
      const { secrets, ...found } = findingsIn(store, number, results);
      if (secrets.length > 0) reader ??= new PackReader(store, searcher);
      const places = unlessUnreadable(() => placesOf(number, secrets, reader!));
      const trailer = unlessUnreadable(() => trailerOf(store.packs[number]!));
      if (places && trailer !== undefined)
        this.#files.write(nameOf(key), key, { ...found, secrets: places, times, trailer } satisfies KeptPack);
    }
    reader?.close();
    this.#files.tidy(PREFIX, inUse);
  }

  /** A pack that was only touched since has the bytes that it had; to see that takes a fraction of a scan. */
  #isSame(store: ObjectStore, number: number, key: string, record: KeptPack): boolean {
    const pack = store.packs[number]!;
    const { times } = this.#snapshot.packs.get(pack.file)!;
    if (record.times === times) return true;
    if (!unlessUnreadable(() => isIntact(pack, record.trailer))) return false;
    this.#files.write(nameOf(key), key, { ...record, times } satisfies KeptPack);
    return true;
  }

  /** @returns undefined for a pack that shares objects with others: which of them counts an object depends on all */
  #keyOf(store: ObjectStore, number: number): string | undefined {
    const stamp = this.#snapshot.packs.get(store.packs[number]!.file);
    if (stamp === undefined || store.duplicates(number)?.includes(1)) return undefined;
    return digestOf([PREFIX, this.#stamp, stamp.identity]);
  }
}

const nameOf = (key: string): string => PREFIX + key;

/** Reads each secret where it stood. @returns undefined where one does not stand there any more */
function recallSecrets(pack: number, places: readonly SecretPlace[], reader: PackReader): KnownSecret[] | undefined {
  const secrets: KnownSecret[] = [];
  let looked: { slot: number; claims: Candidate[] } | undefined;
  for (const { rule, slot, start, end } of places) {
    if (looked?.slot !== slot) looked = { slot, claims: reader.claims(pack, slot) };
    const found = looked.claims.find((claim) => claim.rule === rule && claim.start === start && claim.end === end);
    if (!found) return undefined;
    secrets.push({ rule, key: reader.searcher.flagged.keyOf(rule, found.secret) });
  }
  return secrets;
}

function resultOf(
  store: ObjectStore,
  number: number,
  { objects, bytes, unread, lfsPointers, sets, holders }: PackRecord,
  secrets: readonly KnownSecret[],
): ThreadResult {
  const first = firstNumbers(store)[number]!;
  return {
    flagged: { secrets, sets, objects: holders.map((slot, i) => (i % 2 === 0 ? slot + first : slot)) },
    unread: unread.map((slot) => slot + first),
    lfsPointers: lfsPointers.map((slot) => slot + first),
    ...{ objects, bytes, windowBytes: 0, packs: [] },
  };
}

/** Where secrets stand in the objects that hold them. @returns undefined where one can't be found again */
function placesOf(pack: number, secrets: PackFindings['secrets'], reader: PackReader): SecretPlace[] | undefined {
  const places: SecretPlace[] = [];
  let looked: { slot: number; claims: ReadonlyMap<string, Candidate> } | undefined;
  for (const { rule, name, slot } of secrets) {
    if (looked?.slot !== slot) {
      const claims = reader.claims(pack, slot).map((claim) => [reader.searcher.nameOf(claim), claim] as const);
      looked = { slot, claims: new Map(claims) };
    }
    const found = looked.claims.get(name);
    if (!found) return undefined;
    places.push({ rule, slot, start: found.start, end: found.end });
  }
  return places;
}
