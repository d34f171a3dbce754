import { randomBytes } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Rule } from '../../domain/rule.ts';
import type { ObjectStore } from '../../git/pack/object-store.ts';
import type { PackPlan } from '../../git/pack/plan-shares.ts';
import type { EngineOptions } from '../engine-options.ts';
import { CACHE, DEFAULT_MEMORY, largestObject, WORTH_A_WORKER } from './limits.ts';
import { planPack, SHARE_BYTES } from './plan.ts';
import { type PackJob, ScanThread, type ThreadResult, type ThreadSetup } from './scan-thread.ts';
import type { Searcher } from './searcher.ts';
import { Crew, chooseThreads, type Helper } from './threads.ts';

/** How to scan. */
export interface PackScanOptions extends EngineOptions {
  readonly rules: readonly Rule[];
  /** Milliseconds since the epoch; Infinity for none. */
  readonly deadline: number;
  /** Whether to resolve escaped characters, too. */
  readonly escapes?: boolean;
  /** What is known already of packs, by their numbers: they are not looked at. @param salt keys the names of secrets in this run */
  readonly recallPacks?: ((store: ObjectStore, salt: Buffer) => ReadonlyMap<number, ThreadResult>) | undefined;
}

/** What the threads found together. */
export interface PackScan {
  /** The threads', then what was known already. */
  readonly results: readonly ThreadResult[];
  /** The main thread's half, which can look at single objects afterwards. */
  readonly searcher: Searcher;
  /** The numbers of the packs that were known already. */
  readonly known: ReadonlySet<number>;
  readonly threads: number;
  readonly packedBytes: number;
  /** Bytes: larger objects were left out. */
  readonly largest: number;
}

// For a pack that need not be looked at.
const NOTHING_TO_DO: PackPlan = { roots: new Uint32Array(), cuts: new Uint32Array(1), weights: new Float64Array() };

/** Gets threads ready for the packs in some folders of objects, before those are opened. */
export function crewFor(folders: readonly string[], { threads }: EngineOptions): Crew {
  const bytes = folders.reduce((sum, folder) => sum + packedBytesIn(folder), 0);
  const most = Math.max(2, Math.ceil(bytes / SHARE_BYTES));
  return new Crew(Math.min(chooseThreads(threads, bytes > WORTH_A_WORKER), most) - 1);
}

/** The size of the packs; 0 where there are none, or they can't be read, which is noticed later. */
function packedBytesIn(objectFolder: string): number {
  const folder = join(objectFolder, 'pack');
  try {
    const packs = readdirSync(folder).filter((name) => name.endsWith('.pack'));
    return packs.reduce((sum, name) => sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0), 0);
  } catch {
    return 0;
  }
}

/**
 * Scans the packs of a store.
 * @param crew helps where there is enough to do, and is at nobody else's command from then on
 * @throws BudgetExceeded past the deadline
 */
export async function scanPacks(store: ObjectStore, crew: Crew, options: PackScanOptions): Promise<PackScan> {
  const salt = randomBytes(32);
  const known = options.recallPacks?.(store, salt) ?? new Map<number, ThreadResult>();
  const jobs = store.packs.map((_, number) => jobOf(store, number, known.has(number)));
  const packedBytes = jobs.reduce((sum, { plan }) => sum + plan.weights.reduce((a, b) => a + b, 0), 0);
  // What most packs are known of is done before a worker has begun.
  const threads = options.threads !== undefined || packedBytes > WORTH_A_WORKER ? 1 + crew.size : 1;
  const setup = setupOf(jobs, threads, salt, options);
  let done = 0;
  const onShare = (bytes: number): void => options.onPacked?.((done += bytes), packedBytes);
  const helpers = threads > 1 ? crew.work<ThreadResult>({ kind: 'packs', setup }, onShare) : [];
  const thread = new ScanThread(setup);
  thread.run(onShare);
  const others = await Promise.all(helpers.map(({ result }) => result));
  const results = [thread.result(), ...others, ...known.values()];
  const { largest } = setup;
  return { results, searcher: thread.searcher, known: new Set(known.keys()), threads, packedBytes, largest };
}

/** The same by another thread alone, so that this one can meanwhile do something else. Undefined where there are no others. */
export function scanPacksAside(store: ObjectStore, options: PackScanOptions): Helper<ThreadResult> | undefined {
  if (chooseThreads(undefined, true) < 2) return undefined;
  const jobs = store.packs.map((_, number) => jobOf(store, number, false));
  const setup = setupOf(jobs, 1, randomBytes(32), options);
  return new Crew(1).work<ThreadResult>({ kind: 'packs', setup })[0];
}

function setupOf(
  jobs: readonly PackJob[],
  threads: number,
  salt: Buffer,
  { rules, deadline, maxMemory, escapes = false }: PackScanOptions,
): ThreadSetup {
  const memory = maxMemory ?? DEFAULT_MEMORY;
  return {
    jobs,
    rules,
    salt,
    cacheBytes: CACHE,
    largest: largestObject(memory, threads),
    deadline,
    escapes,
  };
}

function jobOf(store: ObjectStore, number: number, isKnown: boolean): PackJob {
  const pack = store.packs[number]!;
  const duplicates = store.packs.length > 1 ? store.duplicates(number) : undefined;
  const taken = new Int32Array(new SharedArrayBuffer(4));
  return { pack, plan: isKnown ? NOTHING_TO_DO : planPack(pack), taken, ...(duplicates && { duplicates }) };
}
