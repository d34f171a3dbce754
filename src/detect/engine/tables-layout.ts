import type { Core } from '../../wasm/core.ts';
import { DECIDED_WITHIN } from '../../wasm/search-forms.ts';
import { FORM_WORDS, type SearchParts } from '../../wasm/search-parts.ts';

const PAIR_TABLE_BYTES = 65536 * 8;
const HASHES = 3 * 65536;
const HASH_TABLE_BYTES = (HASHES / 4 + 1) * 4;
const HEADER_BYTES = 10 * 4;
const ENTRY_BYTES = 24;

/** Lays the tables out as `search-tables.as.ts` says, and has the large ones filled in. */
export function layTables(core: Core, parts: SearchParts): { address: number; anchorForms: number } {
  const count = parts.forms.length / FORM_WORDS;
  const tables = core.alloc(HEADER_BYTES);
  const pairs = core.alloc(PAIR_TABLE_BYTES);
  const hashes = core.alloc(HASH_TABLE_BYTES);
  const bits = core.alloc(HASHES / 8);
  const [forms, sets, states, classes] = [parts.forms, parts.sets, parts.states, parts.classes].map((part) =>
    place(core, part),
  );
  const header = [pairs, hashes, 0, forms!, sets!, states!, classes!].map((address) => address - tables);
  core.words.set([...header, count, DECIDED_WITHIN, bits - tables], tables / 4);
  const entries = core.alloc(core.exports.searchCountEntries(tables) * ENTRY_BYTES);
  core.words[tables / 4 + 2] = entries - tables;
  core.exports.searchFillEntries(tables);
  core.exports.searchFillPairs(tables);
  return { address: tables, anchorForms: place(core, parts.anchors) };
}

function place(core: Core, part: Uint8Array | Uint32Array): number {
  const address = core.alloc(part.byteLength);
  core.bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), address);
  return address;
}
