import type { Rule } from '../../domain/rule.ts';
import type { PackTable } from '../../git/pack/pack-table.ts';
import type { PackPlan } from '../../git/pack/plan-shares.ts';
import { BLOB } from '../../git/pack/stored-object.ts';
import { isLfsPointer } from '../lfs-pointer.ts';
import { type Flagged, NOTHING } from './flagged-objects.ts';
import type { Inspected } from './object-inspector.ts';
import { Searcher } from './searcher.ts';
import { walkShares } from './walk-shares.ts';

/** One pack's part of the work. */
export interface PackJob {
  readonly pack: PackTable;
  readonly plan: PackPlan;
  /** 1 for what another pack answers for. */
  readonly duplicates?: Uint8Array;
  /** How many shares have been taken, for all threads: one 32-bit number. */
  readonly taken: Int32Array;
}

/** All that a thread needs; passes from thread to thread. */
export interface ThreadSetup {
  readonly jobs: readonly PackJob[];
  readonly rules: readonly Rule[];
  readonly salt: Buffer;
  /** Bytes of packs to keep in memory at a time. */
  readonly cacheBytes: number;
  /** Whether to resolve escaped characters, too: for pushes, which must not get past by that. */
  readonly escapes?: boolean;
  /** Bytes: larger objects are left to git. */
  readonly largest: number;
  /** Milliseconds since the epoch; Infinity for none. */
  readonly deadline: number;
}

/** What a thread has looked at in one pack. */
export interface PackCount {
  readonly objects: number;
  readonly bytes: number;
}

/** What a thread has done. Objects are numbered through all packs: the slots of the first, then of the next. */
export interface ThreadResult {
  readonly flagged: Flagged;
  readonly unread: readonly number[];
  readonly lfsPointers: readonly number[];
  readonly objects: number;
  readonly bytes: number;
  readonly windowBytes: number;
  /** For each pack what was looked at in it, duplicates included. */
  readonly packs: readonly PackCount[];
}

/** One thread's half of a scan: takes shares of the work until there is none left. */
export class ScanThread {
  readonly searcher: Searcher;
  readonly #setup: ThreadSetup;
  readonly #unread: number[] = [];
  readonly #lfs: number[] = [];
  readonly #packs: PackCount[];
  #aside: Searcher | undefined;
  #uncounted = { objects: 0, bytes: 0 };

  constructor(setup: ThreadSetup) {
    this.#setup = setup;
    this.#packs = setup.jobs.map(() => ({ objects: 0, bytes: 0 }));
    this.searcher = new Searcher(setup.rules, setup);
  }

  /** @param onShare told the packed bytes of each share that was done. @throws BudgetExceeded */
  run(onShare: (packedBytes: number) => void = () => {}): void {
    let first = 0;
    for (const [number, job] of this.#setup.jobs.entries()) {
      const { objects, bytes } = this.searcher.inspector.looked;
      this.#runJob(job, first, onShare);
      const { looked } = this.searcher.inspector;
      this.#packs[number] = { objects: looked.objects - objects, bytes: looked.bytes - bytes };
      first += job.pack.count;
    }
  }

  result(): ThreadResult {
    const { objects, bytes, windowBytes } = this.searcher.inspector.looked;
    return {
      flagged: this.searcher.flagged.result(),
      unread: this.#unread,
      lfsPointers: this.#lfs,
      objects: objects - this.#uncounted.objects,
      bytes: bytes - this.#uncounted.bytes,
      windowBytes,
      packs: this.#packs,
    };
  }

  #runJob(job: PackJob, first: number, onShare: (bytes: number) => void): void {
    const { core, inspector } = this.searcher;
    const { pack, duplicates } = job;
    const visitor = {
      object: (slot: number, inspected: Inspected) => {
        // Each copy is looked at, since nobody knows which of them git would show; the object counts once.
        if (duplicates?.[slot]) this.#uncount(inspected);
        this.#note(first + slot, pack.type[slot]!, inspected);
      },
      unread: (slot: number) => void this.#unread.push(first + slot),
    };
    walkShares(job, { core, inspector, visitor, ...this.#setup }, (packedBytes) => {
      this.searcher.checkTime();
      onShare(packedBytes);
    });
  }

  #note(object: number, type: number, { address, length, set }: Inspected): void {
    if (set !== NOTHING) this.searcher.flagged.record(object, set);
    if (this.#setup.escapes) this.#noteEscaped(object, address, length);
    if (type === BLOB && isLfsPointer(this.searcher.core.bytes, address, length)) this.#lfs.push(object);
  }

  /** What only shows once escaped characters are resolved. */
  #noteEscaped(object: number, address: number, length: number): void {
    const { core, flagged } = this.searcher;
    // A memory of its own: in the other lie the objects that are being made.
    this.#aside ??= new Searcher(this.#setup.rules, this.#setup);
    const candidates = this.#aside.hiddenClaims(core.bytes.subarray(address, address + length));
    if (candidates.length > 0) flagged.record(object, flagged.setOf(candidates));
  }

  #uncount({ length }: Inspected): void {
    this.#uncounted.objects++;
    this.#uncounted.bytes += length;
  }
}
