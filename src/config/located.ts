/** A value of a configuration file together with where it stands (`file:line:column`). */
export type Located = LocatedScalar | LocatedList | LocatedMap;

/** A single value. */
export interface LocatedScalar {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  readonly at: string;
}

/** A list of values. */
export interface LocatedList {
  readonly kind: 'list';
  readonly items: readonly Located[];
  readonly at: string;
}

/** A mapping; its keys are text and each occurs once. */
export interface LocatedMap {
  readonly kind: 'map';
  readonly entries: readonly LocatedEntry[];
  readonly at: string;
}

/** A key of a mapping. */
export interface LocatedEntry {
  readonly key: string;
  readonly keyAt: string;
  readonly value: Located;
}
