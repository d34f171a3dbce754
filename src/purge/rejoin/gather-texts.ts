import type { FreshObjects } from './fresh-objects.ts';
import { type Learned, learnTexts } from './learn-texts.ts';
import type { OldObjects } from './old-objects.ts';
import { PurgedTexts } from './purged-texts.ts';

/** Learns what a purge took out from all that a clone holds of before and after. */
export function gatherTexts({ blobs, words }: OldObjects, objects: FreshObjects): PurgedTexts {
  const learned: Learned[] = words.flatMap(([old, now]) => learnTexts(old, now)).filter(({ text }) => !ID.test(text));
  for (const [old, now] of blobs)
    if (now !== null && objects.has(old)) learned.push(...learnTexts(objects.read(old).bytes, objects.read(now).bytes));
  return new PurgedTexts(learned, keptTexts());

  function* keptTexts(): Generator<Buffer> {
    for (const now of new Set(blobs.values())) if (now !== null) yield objects.read(now).bytes;
    for (const [, now] of words) yield now;
  }
}

/** Messages change where they cite commits, too. */
const ID = /^[0-9a-f]{7,64}$/;
