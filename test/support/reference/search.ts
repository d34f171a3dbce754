import type { SearchLiteral } from '../../../src/wasm/search-data.ts';
import { allows, DECIDED_WITHIN, type Form, formsOf } from '../../../src/wasm/search-forms.ts';
import { type Edge, FORM_WORDS, readLookup, type SearchParts } from '../../../src/wasm/search-parts.ts';

/** A hit: where a form begins, and its number. */
export type Hit = readonly [position: number, form: number];

/**
 * What the search finds, said plainly: at each position of each window, each form in turn, byte by byte.
 *
 * @param parts where the shape checks are taken from, if a form has one
 */
export function searchPlainly(
  parts: SearchParts,
  literals: readonly SearchLiteral[],
  bytes: Uint8Array,
  windows: readonly (readonly [from: number, to: number])[],
): Hit[] {
  const forms = literals.flatMap(({ text, caseless, noBases }) => formsOf(text, caseless, !noBases));
  const hits: Hit[] = [];
  for (const [from, to] of windows) {
    for (let at = from; at < Math.min(to, bytes.length); at++) {
      forms.forEach((form, number) => {
        const start = parts.forms[number * FORM_WORDS + 2] ?? 1;
        const { edge } = readLookup(parts.forms[number * FORM_WORDS + 3] ?? 0);
        if (stands(form, bytes, at) && !isTouched(edge, bytes, at) && follows(parts, start, bytes, at, form))
          hits.push([at, number]);
      });
    }
  }
  return hits;
}

function stands({ sets }: Form, bytes: Uint8Array, at: number): boolean {
  return at + sets.length <= bytes.length && sets.every((set, i) => allows(set, bytes[at + i]!));
}

function isTouched(edge: Edge | undefined, bytes: Uint8Array, at: number): boolean {
  if (edge === undefined) return false;
  const before = Buffer.from(bytes.subarray(Math.max(0, at - 2), at)).toString('latin1');
  return edge === 'word' ? /^[^\\]?[0-9A-Za-z_]$/.test(before) : /^[^\\]?[0-9A-Za-z_]$|-$/.test(before);
}

function follows({ states, classes }: SearchParts, start: number, bytes: Uint8Array, at: number, form: Form): boolean {
  let state = start;
  for (let i = at + form.sets.length; state > 1; i++) {
    if (i === at + DECIDED_WITHIN) return true;
    if (i === bytes.length) return false;
    state = states[state + 1 + classes[states[state]! + bytes[i]!]!]!;
  }
  return state === 1;
}
