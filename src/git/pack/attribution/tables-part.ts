import { sharedWords } from '../ids.ts';
import { COMMITS, EDGES, IDS, INSTANCES, NAME_BYTES, NAMES, PARENTS, WORDS } from './table-regions.ts';
import type { Tables } from './tables.ts';

/** All that some tables hold, as one block that threads can share: `trees-adopt.as.ts` says what is where. */
export type TablesPart = Uint32Array<SharedArrayBuffer>;

/**
 * Copies what tables hold.
 * @param shared how many ids, the first ones, have the same number in the tables that will adopt this
 */
export function partOf({ core, hashLength }: Tables, shared: number): TablesPart {
  const { words, exports } = core;
  const ids = exports.treesCount(IDS);
  const otherIds = ids - shared;
  const listed = [NAMES, INSTANCES, EDGES, COMMITS, PARENTS] as const;
  const [names, instances, edges, commits, parents] = listed.map((region) => wordsIn(region));
  const nameBytes = exports.treesCount(NAME_BYTES);
  const head = [shared, otherIds, ...listed.map((region) => exports.treesCount(region)), nameBytes];
  const idWords = hashLength / 4;
  const parts = [
    head,
    wordsAt(exports.treesAddress(IDS) + shared * hashLength, otherIds * idWords),
    ...[names!, instances!, edges!],
    wordsAt(exports.treesLists(), ids * 2),
    ...[commits!, parents!],
    wordsAt(exports.treesAddress(NAME_BYTES), Math.ceil(nameBytes / 4)),
  ];
  const part = sharedWords(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const words of parts) {
    part.set(words, at);
    at += words.length;
  }
  return part;

  function wordsIn(region: keyof typeof WORDS): Uint32Array {
    return wordsAt(exports.treesAddress(region), exports.treesCount(region) * WORDS[region]);
  }

  function wordsAt(address: number, count: number): Uint32Array {
    return words.subarray(address >>> 2, (address >>> 2) + count);
  }
}

/**
 * Takes over what another thread's tables hold.
 * @throws UnleakError `unsupported` when a table would take more than 1 GiB
 */
export function adoptPart(tables: Tables, part: TablesPart): void {
  const { core } = tables;
  const address = core.alloc(part.byteLength);
  core.words.set(part, address >>> 2);
  tables.run(() => core.exports.treesAdopt(address));
}
