import { UnleakError } from '../../domain/unleak-error.ts';
import { ObjectReader } from '../../git/pack/object-reader.ts';
import { Core } from '../../wasm/core.ts';
import type { PurgeTargets } from '../targets.ts';
import type { Survey } from './survey.ts';

/**
 * Which targets stand in no object: a text that was mistyped, mostly.
 * @returns numbers: the texts, then the patterns
 */
export function unseenIn({ store, found, cleaner }: Survey, { texts, patterns }: PurgeTargets): Set<number> {
  const unseen = new Set([...texts, ...patterns].keys());
  const reader = new ObjectReader(new Core(), store);
  try {
    for (const oid of [...found.blobs, ...found.commits, ...found.tags, ...found.trees]) {
      if (unseen.size === 0) break;
      for (const { target } of cleaner.clean(bytesOf(reader, oid), 'blob')?.replaced ?? []) unseen.delete(target);
    }
    return unseen;
  } finally {
    reader.close();
  }
}

/** Of what is too large to be read at once, nothing. */
function bytesOf(reader: ObjectReader, oid: string): Buffer {
  try {
    return reader.read(Buffer.from(oid, 'hex'))?.bytes ?? Buffer.alloc(0);
  } catch (error) {
    if (error instanceof UnleakError) return Buffer.alloc(0);
    throw error;
  }
}
