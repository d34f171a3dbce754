import { join } from 'node:path';
import type { Attribution, AttributionRequest } from '../../../../../src/git/pack/attribution/attribution.ts';
import { Attributor } from '../../../../../src/git/pack/attribution/attributor.ts';
import { ObjectReader } from '../../../../../src/git/pack/object-reader.ts';
import { type ObjectStore, openObjectStore } from '../../../../../src/git/pack/object-store.ts';
import { Core } from '../../../../../src/wasm/core.ts';
import type { TestRepository } from '../../../../support/sandbox.ts';
import { tipsOf } from './oracle.ts';

/** The folder of objects of a bare repository or of one with a work tree. */
export const objectsOf = (repo: TestRepository): string => join(repo.git('rev-parse', '--absolute-git-dir'), 'objects');

/** Attributes blobs; without other wishes all refs and HEAD are tips. */
export function attributed(
  repo: TestRepository,
  flagged: readonly string[],
  request: Partial<AttributionRequest> = {},
): Attribution {
  return attributeIn(openObjectStore([objectsOf(repo)]), { flagged, tips: tipsOf(repo), ...request });
}

/** The same, alone. */
export function attributeIn(store: ObjectStore, request: AttributionRequest): Attribution {
  const objects = new ObjectReader(new Core(), store);
  try {
    const attributor = new Attributor(objects, store, request);
    attributor.read();
    return attributor.attribute();
  } finally {
    objects.close();
  }
}

/** "commit path blob" of each introduction. */
export const linesOf = ({ introductions }: Attribution): string[] =>
  introductions.map(({ commit, path, blob }) => `${commit} ${path} ${blob}`).sort();

/** "commit path blob: before" of each introduction. */
export const linesWithBefore = ({ introductions }: Attribution): string[] =>
  introductions.map(({ commit, path, blob, before }) => `${commit} ${path} ${blob}: ${before}`).sort();
