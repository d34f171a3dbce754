import type { Oid } from '../../domain/blob.ts';
import { Attributor } from '../../git/pack/attribution/attributor.ts';
import { ObjectReader } from '../../git/pack/object-reader.ts';
import { readRefs } from '../../git/refs/read-refs.ts';
import { Core } from '../../wasm/core.ts';
import type { Found } from '../find/found.ts';
import { readTips } from './read-tips.ts';
import type { Subject } from './subject.ts';
import { openStore } from './survey.ts';

/**
 * Which of the objects that held a text a ref, HEAD or reflog still leads to, by a reading of all commits and trees that knows
 * nothing of the rewrite.
 */
export async function stillReached(subject: Subject, found: Pick<Found, 'blobs' | 'commits' | 'tags'>): Promise<Oid[]> {
  const [flagged, messages] = [found.blobs, [...found.commits, ...found.tags]];
  if (flagged.length + messages.length === 0) return [];
  const now = { ...subject, refs: await readRefs(subject.layout) };
  const store = openStore(now);
  const objects = new ObjectReader(new Core(), store);
  try {
    const tips = readTips(now, store).all;
    const attributor = new Attributor(objects, store, { flagged, messages, tips, onlyCommits: [] });
    attributor.read();
    const { states } = attributor.attribute();
    return [...flagged, ...messages].filter((oid) => states.get(oid) !== 'unreachable');
  } finally {
    objects.close();
  }
}
