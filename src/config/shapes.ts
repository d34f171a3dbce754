import { invalid, unknownWord } from './invalid.ts';
import type { Located } from './located.ts';

/** Checks a value and gives it back as plain data. @throws UnleakError `config-invalid` at the value's place */
export type Shape<T> = (value: Located) => T;

/** A key of a mapping: the shape of its value, and whether it must be there. */
export interface Field<T, Required extends boolean = boolean> {
  readonly shape: Shape<T>;
  readonly required: Required;
}

/** Text that is not blank and fits `form`, which `words` describes. */
export function text(form?: RegExp, words = ''): Shape<string> {
  return ({ at, ...node }) => {
    if (node.kind !== 'scalar' || typeof node.value !== 'string') throw invalid(at, 'must be text');
    if (node.value.trim() === '') throw invalid(at, 'must not be empty');
    if (form && !form.test(node.value)) throw invalid(at, `must be ${words}`);
    return node.value;
  };
}

/** One of a few words; they may be empty. */
export function oneOf<const T extends string | number>(...words: readonly T[]): Shape<T> {
  return ({ at, ...node }) => {
    const found = node.kind === 'scalar' ? words.find((word) => word === node.value) : undefined;
    if (found === undefined) throw invalid(at, `must be one of: ${words.map((word) => word || "''").join(', ')}`);
    return found;
  };
}

/** A number from `least` to `most`. */
export function number(least: number, most: number, whole = false): Shape<number> {
  return ({ at, ...node }) => {
    const value = node.kind === 'scalar' && typeof node.value === 'number' ? node.value : Number.NaN;
    if (value >= least && value <= most && (!whole || Number.isInteger(value))) return value;
    throw invalid(at, `must be a ${whole ? 'whole ' : ''}number from ${least} to ${most}`);
  };
}

/** A list, of at least `least` items. */
export function list<T>(item: Shape<T>, least = 0): Shape<readonly T[]> {
  return ({ at, ...node }) => {
    if (node.kind !== 'list') throw invalid(at, 'must be a list');
    if (node.items.length < least) throw invalid(at, `must be a list of at least ${least}`);
    return node.items.map(item);
  };
}

/** A mapping from keys that fit `key` to values of one shape. The result has no prototype. */
export function record<T>(key: RegExp, words: string, shape: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return ({ at, ...node }) => {
    if (node.kind !== 'map') throw invalid(at, 'must be a mapping');
    const result = Object.create(null) as Record<string, T>;
    for (const entry of node.entries) {
      if (!key.test(entry.key)) throw invalid(entry.keyAt, `the key must be ${words}`);
      result[entry.key] = shape(entry.value);
    }
    return result;
  };
}

type Fields = Readonly<Record<string, Field<unknown>>>;
type Mapped<F extends Fields> = {
  readonly [K in keyof F as F[K]['required'] extends true ? K : never]: ReturnType<F[K]['shape']>;
} & { readonly [K in keyof F as F[K]['required'] extends true ? never : K]?: ReturnType<F[K]['shape']> };

/** A mapping with known keys. */
export function mapping<F extends Fields>(fields: F): Shape<Mapped<F>> {
  return ({ at, ...node }) => {
    if (node.kind !== 'map') throw invalid(at, 'must be a mapping');
    const result: Record<string, unknown> = {};
    for (const { key, keyAt, value } of node.entries) {
      if (!Object.hasOwn(fields, key)) throw unknownWord(keyAt, 'key', key, Object.keys(fields));
      result[key] = fields[key]!.shape(value);
    }
    const missing = Object.keys(fields).find((key) => fields[key]!.required && !Object.hasOwn(result, key));
    if (missing !== undefined) throw invalid(at, `the key '${missing}' is missing`);
    return result as Mapped<F>;
  };
}

/** A key that must be there. */
export function required<T>(shape: Shape<T>): Field<T, true> {
  return { shape, required: true };
}

/** A key that may be left out. */
export function optional<T>(shape: Shape<T>): Field<T, false> {
  return { shape, required: false };
}
