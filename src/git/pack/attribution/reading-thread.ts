import { Core } from '../../../wasm/core.ts';
import { PackBytes } from '../pack-bytes.ts';
import { takeShares } from '../plan-shares.ts';
import { TREE } from '../stored-object.ts';
import { Deadline } from './deadline.ts';
import { DeltaWalk } from './delta-walk.ts';
import { numberObjects } from './number-objects.ts';
import { commitVisitor, treeVisitor } from './object-visitors.ts';
import { CACHE, objectsIn, type PackReading, type ReadingJob } from './reading-job.ts';
import { Tables } from './tables.ts';
import { adoptPart, partOf, type TablesPart } from './tables-part.ts';

const LEAST_CACHE = 2 ** 20;
/** Entries above that are left to whoever reads single objects. */
const LONGEST_ENTRY = 32 * 2 ** 20;

/**
 * One thread's share of the reading: reads commits and trees of the packs into tables of its own, but those that are damaged or
 * can't be read from their pack alone.
 */
export class ReadingThread {
  readonly tables: Tables;
  /** Of each pack's commits and trees, by position among its ids: see `numberObjects`. */
  readonly numbers: readonly Uint32Array[];
  readonly #job: ReadingJob;
  readonly #deadline: Deadline;
  /** How many ids have the same number in every thread: the marked ones, and those of the packs' objects. */
  readonly #shared: number;

  /**
   * @param core nobody else may keep anything above its `top` as long as the tables are in use
   * @throws UnleakError `unsupported` when the history is too large for the core's memory
   */
  constructor(job: ReadingJob, core = new Core()) {
    this.#job = job;
    this.#deadline = new Deadline(job.deadline);
    this.tables = new Tables(core, job.hashLength, objectsIn(job));
    this.tables.markAll(job.marked);
    this.numbers = job.packs.map((pack) => numberObjects(this.tables, pack));
    this.#shared = this.tables.ids;
  }

  /**
   * Takes shares until none is left.
   * @throws UnleakError `unsupported` when the history is too large for the core's memory, or the deadline is over
   */
  run(): void {
    for (const [i, pack] of this.#job.packs.entries()) this.#readPack(pack, this.numbers[i]!);
  }

  /** What this thread has read, for another one. */
  part(): TablesPart {
    return partOf(this.tables, this.#shared);
  }

  /** Takes over what another thread has read of the same job. @throws UnleakError as `run` */
  adopt(part: TablesPart): void {
    adoptPart(this.tables, part);
  }

  #readPack({ pack, plan, taken }: PackReading, numbers: Uint32Array): void {
    if (Atomics.load(taken, 0) >= plan.cuts.length - 1) return;
    const { tables } = this;
    const cache = Math.max(LEAST_CACHE, Math.floor(CACHE / this.#job.packs.length));
    const bytes = new PackBytes(tables.core, pack.file, cache, Math.min(plan.longest, LONGEST_ENTRY));
    const walk = new DeltaWalk(pack, bytes, this.#deadline);
    const trees = treeVisitor(tables, pack, numbers);
    const commits = commitVisitor(tables, pack, numbers);
    try {
      for (const share of takeShares(plan, taken)) {
        for (const root of plan.roots.subarray(plan.cuts[share], plan.cuts[share + 1]))
          walk.from(root, pack.type[root] === TREE ? trees : commits);
      }
    } finally {
      bytes.close();
    }
  }
}
