import type { ExtraLiteral } from '../../../detect/engine/tables-extras.ts';
import { TREE } from '../../../git/pack/stored-object.ts';
import { Core } from '../../../wasm/core.ts';
import type { PackJob } from '../scan-thread.ts';
import { walkShares } from '../walk-shares.ts';
import { type LiteralHit, LiteralInspector, type LookedAt } from './literal-inspector.ts';

/** All that a thread needs to look for literals; passes from thread to thread. */
export interface LiteralSetup {
  readonly jobs: readonly PackJob[];
  /** Undefined: every object is as if it had one. */
  readonly literals: readonly ExtraLiteral[] | undefined;
  /** Bytes of packs to keep in memory at a time. */
  readonly cacheBytes: number;
  /** Bytes: larger objects are left out. */
  readonly largest: number;
}

/** What a thread has met. Objects are numbered through all packs: the slots of the first, then of the next. */
export interface LiteralResult {
  /** A literal stands in them, and nobody was told of them by `onHit`. */
  readonly hits: readonly number[];
  /** Damaged, too large, or made from what is. */
  readonly unread: readonly number[];
  /** Each once, with its bytes as they are. */
  readonly objects: number;
  readonly bytes: number;
  readonly windowBytes: number;
}

/**
 * Told of an object with a literal in it.
 * @param bytes a view, which dies when this returns
 * @param hits as `LiteralInspector.hits` gives them; not asked for where it is a tree, whose names are looked at one by one
 */
export type OnHit = (object: number, bytes: Buffer, hits: readonly LiteralHit[] | undefined) => void;

/** One thread's part of a search for literals in packs, trees included: takes shares until there is none left. */
export class LiteralThread {
  readonly inspector: LiteralInspector;
  readonly #core = new Core();
  readonly #setup: LiteralSetup;
  readonly #hits: number[] = [];
  readonly #unread: number[] = [];
  #objects = 0;
  #bytes = 0;

  constructor(setup: LiteralSetup) {
    this.#setup = setup;
    this.inspector = new LiteralInspector(this.#core, setup.literals);
  }

  /**
   * @param onShare told the packed bytes of each share that was done
   * @param onHit without it, hits are noted
   */
  run(onShare: (packedBytes: number) => void = () => {}, onHit?: OnHit): void {
    let first = 0;
    for (const job of this.#setup.jobs) {
      this.#runJob(job, first, onShare, onHit);
      first += job.pack.count;
    }
  }

  result(): LiteralResult {
    const { windowBytes } = this.inspector.looked;
    return { hits: this.#hits, unread: this.#unread, objects: this.#objects, bytes: this.#bytes, windowBytes };
  }

  #runJob(job: PackJob, first: number, onShare: (packedBytes: number) => void, onHit: OnHit | undefined): void {
    const core = this.#core;
    const visitor = {
      object: (slot: number, looked: LookedAt) => {
        this.#count(looked, job.duplicates?.[slot] === 1);
        if (!looked.holds) return;
        if (!onHit) this.#hits.push(first + slot);
        else {
          const bytes = core.bytes.subarray(looked.address, looked.address + looked.length);
          const isTree = job.pack.type[slot] === TREE;
          onHit(first + slot, bytes, isTree ? undefined : this.inspector.hits(looked));
        }
      },
      unread: (slot: number) => void this.#unread.push(first + slot),
    };
    walkShares(job, { core, inspector: this.inspector, visitor, ...this.#setup }, onShare);
  }

  /** Each copy is looked at, since nobody knows which of them git would show; the object counts once. */
  #count({ length }: LookedAt, isCopy: boolean): void {
    if (isCopy) return;
    this.#objects++;
    this.#bytes += length;
  }
}
