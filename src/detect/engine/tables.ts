import type { Core } from '../../wasm/core.ts';
import type { SearchLiteral } from '../../wasm/search-data.ts';
import type { FormKind } from '../../wasm/search-forms.ts';
import { ANCHOR_WORDS, type EngineData, ORIGIN_WORDS, readOrigin, type SearchParts } from '../../wasm/search-parts.ts';
import { type ExtraLiteral, extraForms, toLiterals, withExtras } from './tables-extras.ts';
import { layTables } from './tables-layout.ts';

/** A form of a literal: what a hit's second word is the number of. */
export interface EngineForm {
  readonly kind: FormKind;
  /** Number of the literal. */
  readonly literal: number;
  /** In bytes, as it stands in the text. */
  readonly length: number;
  /** Base64: decoding that begins so many characters before the hit gives the literal at decoded byte `skip`. */
  readonly before: number;
  readonly skip: number;
  /** A match of any of the literal's rules lies within [hit - back, hit + reach), encoded as it is. */
  readonly back: number;
  readonly reach: number;
}

/** The search's tables in the memory of one core. */
export interface EngineTables {
  /** What `searchInit` was given. */
  readonly address: number;
  /** By literal number. A literal of rules that are switched off still gives hits. */
  readonly literals: readonly SearchLiteral[];
  /** The number of the first literal that `extraLiterals` brought, which come in their order. */
  readonly firstExtra: number;
  readonly formCount: number;
  /** What a hit's second word stands for. */
  form(number: number): EngineForm;
  /** Three words for each form: length, back, reach. */
  readonly anchors: Uint32Array;
  /** Their address, for `mapAnchors`. */
  readonly anchorForms: number;
}

export interface TablesOptions {
  readonly extraLiterals?: readonly ExtraLiteral[];
}

/**
 * Lays the tables of the search out in the memory of a core and hands them to it.
 *
 * @param data as `compileEngineTables` made it
 * @throws RangeError when an extra literal is too short
 */
export function buildTables(core: Core, data: EngineData, { extraLiterals = [] }: TablesOptions = {}): EngineTables {
  const { literals, parts: shipped } = data;
  const extras = toLiterals(extraLiterals);
  const parts = extras.length === 0 ? shipped : withExtras(shipped, extraForms(extras, literals.length));
  const { address, anchorForms } = layTables(core, parts);
  core.exports.searchInit(address);
  return {
    address,
    literals: [...literals, ...extras],
    firstExtra: literals.length,
    formCount: parts.origins.length / ORIGIN_WORDS,
    form: (number) => readForm(parts, number),
    anchors: parts.anchors,
    anchorForms,
  };
}

function readForm({ anchors, origins }: SearchParts, number: number): EngineForm {
  const [length, back, reach] = anchors.subarray(number * ANCHOR_WORDS, (number + 1) * ANCHOR_WORDS);
  const [literal, origin] = origins.subarray(number * ORIGIN_WORDS, (number + 1) * ORIGIN_WORDS);
  return { literal: literal!, length: length!, back: back!, reach: reach!, ...readOrigin(origin!) };
}
