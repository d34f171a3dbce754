import { randomBytes } from 'node:crypto';
import { basename, dirname } from 'node:path';
import type { Rule } from '../../../domain/rule.ts';
import type { ObjectStore } from '../../../git/pack/object-store.ts';
import type { Repository } from '../../../git/repository.ts';
import type { Attribution } from '../../place.ts';
import type { Sweep } from '../../sweep.ts';
import type { PackScan } from '../scan-packs.ts';
import type { ThreadResult } from '../scan-thread.ts';
import { Searcher } from '../searcher.ts';
import { digestOf } from './digest.ts';
import { engineStamp } from './engine-stamp.ts';
import { type HistoryRecord, isClean, recallHistory, recordOf } from './known-history.ts';
import { KnownPacks } from './known-packs.ts';
import { ofUnreadable, unlessUnreadable } from './refusals.ts';
import { SealedFiles } from './sealed-files.ts';
import { type Snapshot, takeSnapshot } from './snapshot.ts';

const NAME = 'history';

/** What a cache is opened for. */
export interface CacheParts {
  readonly repository: Repository;
  readonly rules: readonly Rule[];
  /** Milliseconds since the epoch; Infinity for none. */
  readonly deadline: number;
}

/** What a scan came to. */
export interface ScannedHistory {
  readonly store: ObjectStore;
  readonly scan: PackScan;
  readonly sweep: Sweep;
  readonly attribution: Attribution;
  /** Whether all was read from the packs: what git reads is looked at in another way. */
  readonly isFromPacks: boolean;
}

/** What decides what a scan of a whole history comes to. */
interface State {
  readonly snapshot: Snapshot;
  readonly key: string;
}

/**
 * What earlier scans of this repository came to, in its git directory: the whole of it where nothing has changed, else
 * what was found in packs that are still there. No secret is in it, so each is read again where it stood; what does not
 * stand there is looked for anew. What can't be trusted, read or written is as if there were none.
 */
export class HistoryCache {
  readonly #parts: CacheParts;
  readonly #files: SealedFiles;
  readonly #stamp: string;
  readonly #state: State;
  readonly #packs: KnownPacks;

  private constructor(parts: CacheParts, files: SealedFiles, stamp: string, state: State) {
    this.#parts = parts;
    this.#files = files;
    this.#stamp = stamp;
    this.#state = state;
    this.#packs = new KnownPacks(files, stamp, state.snapshot);
  }

  /** @returns undefined where there can be no cache */
  static async open(parts: CacheParts): Promise<HistoryCache | undefined> {
    const [objects = ''] = await parts.repository.objectFolders();
    // Elsewhere nobody knows what lies beside it.
    if (basename(objects) !== 'objects' || process.env.GIT_OBJECT_DIRECTORY !== undefined) return undefined;
    const files = SealedFiles.open(dirname(objects));
    const stamp = engineStamp(parts.rules);
    const state = files && (await stateOf(parts.repository, stamp));
    return state && new HistoryCache(parts, files, stamp, state);
  }

  /** Adds to the sweep what the last scan came to. @returns undefined, with nothing added, where that is not known any more */
  async recall(sweep: Sweep): Promise<Attribution | undefined> {
    const record = this.#files.read(NAME, this.#state.key) as HistoryRecord | undefined;
    if (!record) return undefined;
    const openSearcher = (): Searcher => this.#openSearcher(randomBytes(32));
    return recallHistory(record, { repository: this.#parts.repository, sweep, openSearcher });
  }

  /** What is known of a store's packs, by their numbers. @param salt keys the names of secrets in this run */
  recallPacks(store: ObjectStore, salt: Buffer): Map<number, ThreadResult> {
    return this.#packs.recall(store, () => this.#openSearcher(salt));
  }

  /** Keeps what a scan came to, unless the repository has changed meanwhile. */
  async remember({ store, scan, sweep, attribution, isFromPacks }: ScannedHistory): Promise<void> {
    if (sweep.coverage.skipped.some(({ incomplete }) => incomplete)) return;
    const now = await stateOf(this.#parts.repository, this.#stamp);
    if (!now) return;
    unlessUnreadable(() => this.#packs.remember(store, scan, now.snapshot));
    if (now.key !== this.#state.key || !isFromPacks) return;
    const record = await recordOf(sweep, attribution);
    if (record && unlessUnreadable(() => isClean(record, scan.searcher)))
      this.#files.write(NAME, this.#state.key, record);
  }

  #openSearcher(salt: Buffer): Searcher {
    const { rules, deadline } = this.#parts;
    return new Searcher(rules, { salt, deadline });
  }
}

/** @returns undefined where the repository can't be looked at */
async function stateOf(repository: Repository, stamp: string): Promise<State | undefined> {
  const looks = Promise.all([repository.objectFolders(), repository.tips(), repository.shallowBoundary()]);
  const looked = await looks.catch(ofUnreadable);
  const snapshot = looked && takeSnapshot(looked[0]);
  if (!looked || !snapshot) return undefined;
  const [, tips, shallow] = looked;
  const lists = [[...tips], [...shallow]].flatMap((oids) => [String(oids.length), ...oids.sort()]);
  return { snapshot, key: digestOf([NAME, stamp, snapshot.digest, ...lists]) };
}
