import type { ExtraLiteral } from '../../../detect/engine/tables-extras.ts';
import type { ObjectStore } from '../../../git/pack/object-store.ts';
import { UNRESOLVED } from '../../../git/pack/stored-object.ts';
import type { EngineOptions } from '../../engine-options.ts';
import { CACHE, DEFAULT_MEMORY, largestObject, WORTH_A_WORKER } from '../limits.ts';
import { planPack } from '../plan.ts';
import type { PackJob } from '../scan-thread.ts';
import { Crew, chooseThreads } from '../threads.ts';
import type { LiteralInspector } from './literal-inspector.ts';
import { type LiteralResult, type LiteralSetup, LiteralThread, type OnHit } from './literal-thread.ts';

/** How to look for literals. */
export type LiteralOptions = Pick<EngineOptions, 'threads' | 'maxMemory' | 'onPacked'>;

/** What was found in the packs of a store. */
export interface LiteralScan extends LiteralResult {
  readonly threads: number;
  /** Bytes: larger objects were left out. */
  readonly largest: number;
  /** Looks at single objects afterwards. */
  readonly inspector: LiteralInspector;
}

// A literal has up to eight forms, and the search's tables have room for 65,536.
const MOST_LITERALS = 8192;

/**
 * Says which objects of a store's packs hold a literal, plain or in a form of `formsOf`: blobs, commits, tags and trees.
 * @param literals undefined, or too many for the search: every object is taken for a hit
 * @param onHit told of hits of this thread while their bytes are there; those of other threads come in `hits`
 */
export async function findLiterals(
  store: ObjectStore,
  literals: readonly ExtraLiteral[] | undefined,
  { threads: asked, maxMemory = DEFAULT_MEMORY, onPacked }: LiteralOptions,
  onHit: OnHit,
): Promise<LiteralScan> {
  const jobs = store.packs.map((_, number) => jobOf(store, number));
  const packedBytes = jobs.reduce((sum, { plan }) => sum + plan.weights.reduce((a, b) => a + b, 0), 0);
  const threads = chooseThreads(asked, packedBytes > WORTH_A_WORKER);
  const largest = largestObject(maxMemory, threads);
  const usable = literals !== undefined && literals.length <= MOST_LITERALS ? literals : undefined;
  const setup = { jobs, literals: usable, cacheBytes: CACHE, largest };
  let done = 0;
  const onShare = (bytes: number): void => onPacked?.((done += bytes), packedBytes);
  const { results, inspector } = await runThreads(setup, threads, onShare, onHit);
  const unresolved = jobs.flatMap(({ pack }, number) => (pack.unresolved === 0 ? [] : unresolvedIn(store, number)));
  return { ...sumOf([...results, { ...NOTHING, unread: unresolved }]), threads, largest, inspector };
}

async function runThreads(
  setup: LiteralSetup,
  threads: number,
  onShare: (bytes: number) => void,
  onHit: OnHit,
): Promise<{ results: LiteralResult[]; inspector: LiteralInspector }> {
  const crew = new Crew(threads - 1);
  try {
    const helpers = crew.work<LiteralResult>({ kind: 'literals', setup }, onShare);
    const thread = new LiteralThread(setup);
    thread.run(onShare, onHit);
    const others = await Promise.all(helpers.map(({ result }) => result));
    return { results: [thread.result(), ...others], inspector: thread.inspector };
  } finally {
    crew.stop();
  }
}

const NOTHING: LiteralResult = { hits: [], unread: [], objects: 0, bytes: 0, windowBytes: 0 };

const sumOf = (results: readonly LiteralResult[]): LiteralResult => ({
  hits: results.flatMap(({ hits }) => hits),
  unread: results.flatMap(({ unread }) => unread),
  objects: results.reduce((sum, { objects }) => sum + objects, 0),
  bytes: results.reduce((sum, { bytes }) => sum + bytes, 0),
  windowBytes: results.reduce((sum, { windowBytes }) => sum + windowBytes, 0),
});

function jobOf(store: ObjectStore, number: number): PackJob {
  const pack = store.packs[number]!;
  const duplicates = store.packs.length > 1 || pack.repeats ? store.duplicates(number) : undefined;
  const taken = new Int32Array(new SharedArrayBuffer(4));
  return { pack, plan: planPack(pack, { trees: true }), taken, ...(duplicates && { duplicates }) };
}

/** The numbers of a pack's objects that can't be read from it alone. */
function unresolvedIn({ packs }: ObjectStore, number: number): number[] {
  const first = packs.slice(0, number).reduce((sum, { count }) => sum + count, 0);
  const left: number[] = [];
  packs[number]!.type.forEach((type, slot) => {
    if (type === UNRESOLVED) left.push(first + slot);
  });
  return left;
}
