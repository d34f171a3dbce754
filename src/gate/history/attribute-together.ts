import type { Attribution, AttributionRequest } from '../../git/pack/attribution/attribution.ts';
import { Attributor } from '../../git/pack/attribution/attributor.ts';
import { bytesToRead, memoryFor } from '../../git/pack/attribution/reading-job.ts';
import type { TablesPart } from '../../git/pack/attribution/tables-part.ts';
import type { ObjectReader } from '../../git/pack/object-reader.ts';
import type { ObjectStore } from '../../git/pack/object-store.ts';
import type { Core } from '../../wasm/core.ts';
import type { Crew } from './threads.ts';

// Each thread has to get its tables ready: a thread alone is as soon done with less.
const WORTH_SHARING = 8 * 1024 * 1024;

/** What blobs are looked up with. */
export interface HistoryTools {
  readonly store: ObjectStore;
  readonly objects: ObjectReader;
  /** Free above its `top`. */
  readonly core: Core;
  /** Helps; at nobody else's command. */
  readonly crew: Crew;
  /** Bytes that all threads together may take; what one takes, it takes. */
  readonly memory: number;
}

/**
 * Says where blobs come from; a crew takes shares of the reading.
 * @throws UnleakError `unsupported` when the history is too large, or the deadline is over
 */
export async function attributeTogether(
  { store, objects, core, crew, memory }: HistoryTools,
  request: AttributionRequest,
): Promise<Attribution> {
  const attributor = new Attributor(objects, store, request, core);
  const { job } = attributor;
  const most = bytesToRead(job) > WORTH_SHARING ? Math.max(1, Math.floor(memory / memoryFor(job))) : 1;
  const helpers = crew.work<TablesPart>({ kind: 'trees', job }, undefined, most - 1);
  attributor.read();
  for (const { result } of helpers) {
    // What a thread took that failed is read object by object.
    const part = await result.catch(() => undefined);
    if (part) attributor.adopt(part);
  }
  return attributor.attribute();
}
