import type { SearchLiteral } from './search-data.ts';
import type { Form, FormKind } from './search-forms.ts';

/** The parts of the search's tables that the build makes. Forms are numbered through all literals' `formsOf`. */
export interface SearchParts {
  /** Four words for each form: its length, the offset of its sets (in bytes), its first state (as in `states`), its `lookupWord`. */
  readonly forms: Uint32Array;
  /** Three words for each form: its length, and how far around it a match lies (see `reachOf`): back, reach. */
  readonly anchors: Uint32Array;
  /** Two words for each form: its literal, and `originOf` it. */
  readonly origins: Uint32Array;
  /** The forms' sets, one form behind the other. */
  readonly sets: Uint32Array;
  /**
   * The automaton of the shape checks. A state is an offset in words: there lies the offset of its classes, in bytes, and
   * then for each class the state to go on to. 0 rejects, 1 accepts.
   */
  readonly states: Uint32Array;
  /** 256 classes for each way in which states tell bytes apart. */
  readonly classes: Uint8Array;
}

/** What the build makes of the rules, for the search. */
export interface EngineData {
  readonly literals: readonly SearchLiteral[];
  readonly parts: SearchParts;
}

export const FORM_WORDS = 4;
export const ANCHOR_WORDS = 3;
export const ORIGIN_WORDS = 2;

/** States that read nothing. */
export const REJECT = 0;
export const ACCEPT = 1;

const KINDS: readonly FormKind[] = ['plain', 'base64', 'hex', 'utf-16', 'escaped'];

/** A form's kind, `before` and `skip` in a word. */
export function originOf({ kind, before, skip }: Form): number {
  return KINDS.indexOf(kind) | (before << 8) | (skip << 16);
}

/**
 * What may not touch a form in front. `word`: a letter, digit or underscore, but for one behind a backslash. `token`: that, or
 * a hyphen.
 */
export type Edge = 'word' | 'token';

const EDGES: readonly (Edge | undefined)[] = [undefined, 'word', 'token'];

/** How a form is looked for. */
export interface Lookup {
  readonly bucket: number;
  /** How many of its bytes stand before the four by which it is looked for. */
  readonly probe: number;
  readonly edge: Edge | undefined;
}

/** A form's lookup in a word. */
export function lookupWord({ bucket, probe, edge }: Lookup): number {
  return bucket | (probe << 8) | (EDGES.indexOf(edge) << 16);
}

/** The reverse of `lookupWord`. */
export function readLookup(word: number): Lookup {
  return { bucket: word & 255, probe: (word >>> 8) & 255, edge: EDGES[word >>> 16] };
}

/** The reverse of `originOf`. */
export function readOrigin(word: number): Pick<Form, 'kind' | 'before' | 'skip'> {
  return { kind: KINDS[word & 255]!, before: (word >>> 8) & 255, skip: word >>> 16 };
}
