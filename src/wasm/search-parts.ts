import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { SearchLiteral } from './search-data.ts';
import type { Form, FormKind } from './search-forms.ts';

/** The parts of the search's tables that the build makes. Forms are numbered through all literals' `formsOf`. */
export interface SearchParts {
  /** Four words for each form: its length, the offset of its sets (in bytes), its first state (as in `states`), its bucket. */
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

/** What the build makes of the rules, for the search. Plain JSON. */
export interface EngineData {
  /** As `packData` writes them. */
  readonly packed: string;
}

export const FORM_WORDS = 4;
export const ANCHOR_WORDS = 3;
export const ORIGIN_WORDS = 2;

/** States that read nothing. */
export const REJECT = 0;
export const ACCEPT = 1;

const PARTS = ['forms', 'anchors', 'origins', 'sets', 'states', 'classes'] as const;
const KINDS: readonly FormKind[] = ['plain', 'base64', 'hex', 'utf-16', 'escaped'];

/** A form's kind, `before` and `skip` in a word. */
export function originOf({ kind, before, skip }: Form): number {
  return KINDS.indexOf(kind) | (before << 8) | (skip << 16);
}

/** The reverse of `originOf`. */
export function readOrigin(word: number): Pick<Form, 'kind' | 'before' | 'skip'> {
  return { kind: KINDS[word & 255]!, before: (word >>> 8) & 255, skip: word >>> 16 };
}

/** Literals and parts as text: a line with their lengths in bytes, then all of them, deflated, in base64. */
export function packData(literals: readonly SearchLiteral[], parts: SearchParts): EngineData {
  const all = [...PARTS.map((name) => bytesOf(parts[name])), Buffer.from(JSON.stringify(literals))];
  const lengths = all.map(({ length }) => length).join(' ');
  return { packed: `${lengths}\n${deflateRawSync(Buffer.concat(all), { level: 9 }).toString('base64')}` };
}

/** The reverse of `packData`. */
export function unpackData({ packed }: EngineData): { literals: SearchLiteral[]; parts: SearchParts } {
  const lineEnd = packed.indexOf('\n');
  // A copy, as the words must lie at a multiple of four.
  const bytes = new Uint8Array(inflateRawSync(Buffer.from(packed.slice(lineEnd + 1), 'base64')));
  let end = 0;
  const spans = packed
    .slice(0, lineEnd)
    .split(' ')
    .map((length): [number, number] => [end, (end += Number(length))]);
  const [forms, anchors, origins, sets, states, classes, literals] = spans.map((span) => bytes.subarray(...span));
  return {
    literals: JSON.parse(Buffer.from(literals!).toString()),
    parts: {
      forms: wordsOf(forms!),
      anchors: wordsOf(anchors!),
      origins: wordsOf(origins!),
      sets: wordsOf(sets!),
      states: wordsOf(states!),
      classes: classes!,
    },
  };
}

function wordsOf({ buffer, byteOffset, byteLength }: Uint8Array): Uint32Array {
  return new Uint32Array(buffer, byteOffset, byteLength / 4);
}

function bytesOf({ buffer, byteOffset, byteLength }: Uint8Array | Uint32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
