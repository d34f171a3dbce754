import { BucketChooser } from '../../wasm/search-buckets.ts';
import type { SearchLiteral } from '../../wasm/search-data.ts';
import { formParts, type TableForm } from '../../wasm/search-form-parts.ts';
import { formsOf } from '../../wasm/search-forms.ts';
import { ACCEPT, type SearchParts } from '../../wasm/search-parts.ts';

/** A text that is looked for besides those of the built-in rules. Each place where it stands, in any form, is a hit. */
export interface ExtraLiteral {
  /** latin1, at least three characters. */
  readonly text: string;
  /** ASCII letters count in both cases. */
  readonly caseless: boolean;
}

const SHORTEST = 3;

/** @throws RangeError when one is too short */
export function toLiterals(extras: readonly ExtraLiteral[]): SearchLiteral[] {
  return extras.map(({ text, caseless }) => {
    if (text.length < SHORTEST) throw new RangeError(`"${text}" has less than ${SHORTEST} characters`);
    return { text: caseless ? text.toLowerCase() : text, caseless, uses: [] };
  });
}

/** The forms of some literals. @param first number of the first one */
export function extraForms(literals: readonly SearchLiteral[], first: number): TableForm[] {
  return literals.flatMap(({ text, caseless, uses }, i) =>
    formsOf(text, caseless).map((form) => ({
      form,
      probe: 0,
      edge: undefined,
      literal: first + i,
      length: text.length,
      uses,
      start: ACCEPT,
    })),
  );
}

/** The tables with further forms. */
export function withExtras(shipped: SearchParts, extras: readonly TableForm[]): SearchParts {
  const buckets = BucketChooser.after(shipped).chooseAll(extras);
  const added = formParts(extras, buckets, shipped.sets.length);
  return {
    ...shipped,
    forms: concat(shipped.forms, added.forms),
    anchors: concat(shipped.anchors, added.anchors),
    origins: concat(shipped.origins, added.origins),
    sets: concat(shipped.sets, added.sets),
  };
}

function concat(a: Uint32Array, b: Uint32Array): Uint32Array {
  const both = new Uint32Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
