import type { LiteralUse } from './search-data.ts';
import type { Form } from './search-forms.ts';
import {
  ANCHOR_WORDS,
  FORM_WORDS,
  type Lookup,
  lookupWord,
  ORIGIN_WORDS,
  originOf,
  type SearchParts,
} from './search-parts.ts';
import { reachOf } from './search-reach.ts';

/** A form with all that the tables say of it. */
export interface TableForm {
  readonly form: Form;
  readonly probe: Lookup['probe'];
  readonly edge: Lookup['edge'];
  /** Number of its literal. */
  readonly literal: number;
  /** Length of the literal, in bytes. */
  readonly length: number;
  readonly uses: readonly LiteralUse[];
  /** The state in which its shape check begins. */
  readonly start: number;
}

/** Lays forms out. @param setsBefore words of other forms' sets that these will follow */
export function formParts(
  forms: readonly TableForm[],
  buckets: Uint8Array,
  setsBefore = 0,
): Pick<SearchParts, 'forms' | 'anchors' | 'origins' | 'sets'> {
  const parts = {
    forms: new Uint32Array(forms.length * FORM_WORDS),
    anchors: new Uint32Array(forms.length * ANCHOR_WORDS),
    origins: new Uint32Array(forms.length * ORIGIN_WORDS),
    sets: new Uint32Array(forms.reduce((sum, { form }) => sum + form.sets.length, 0)),
  };
  let at = 0;
  forms.forEach(({ form, probe, edge, literal, length, uses, start }, i) => {
    const { back, reach } = reachOf(form, length, uses);
    parts.forms.set(
      [form.sets.length, (setsBefore + at) * 4, start, lookupWord({ bucket: buckets[i]!, probe, edge })],
      i * FORM_WORDS,
    );
    parts.anchors.set([form.sets.length, back, reach], i * ANCHOR_WORDS);
    parts.origins.set([literal, originOf(form)], i * ORIGIN_WORDS);
    parts.sets.set(form.sets, at);
    at += form.sets.length;
  });
  return parts;
}
