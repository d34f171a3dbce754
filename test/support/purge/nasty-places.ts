import { FILES } from './nasty-files.ts';
import { NAMES } from './nasty-names.ts';
import { OBJECTS } from './nasty-objects.ts';
import type { Place } from './nasty-place.ts';
import { LEFT } from './nasty-unseen.ts';

/** Every place where git can keep a byte that is in PURGE.md, and those that git has besides. */
export const NASTY_PLACES: readonly Place[] = [...OBJECTS, ...FILES, ...NAMES, ...LEFT];
