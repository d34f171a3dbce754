import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap } from 'yaml';
import { invalid } from './invalid.ts';
import type { Located, LocatedEntry } from './located.ts';

/** How deeply a configuration may be nested; the format itself needs four. */
const MAX_DEPTH = 16;

/** How many `*aliases` a file may have, and how many values in all once they are filled in: no alias bombs. */
const MAX_ALIASES = 100;
const MAX_VALUES = 100_000;

type At = (offset: number) => string;

interface Walk {
  readonly document: Document;
  readonly at: At;
  aliases: number;
  values: number;
}

/**
 * Turns a parsed document into values with places.
 *
 * @param key take this top-level key's value only
 */
export function locate(document: Document, at: At, key?: string): Located | undefined {
  const walk: Walk = { document, at, aliases: 0, values: 0 };
  const root = document.contents;
  if (key === undefined) return isEmpty(root) ? undefined : convert(root, walk, 0);
  if (!isMap(root)) return undefined;
  const pairs = root.items.filter((pair) => isScalar(pair.key) && pair.key.value === key);
  if (pairs.length > 1) throw invalid(placeOf(pairs[1]!.key, walk), `the key '${key}' is there twice`);
  return pairs[0] && convertValue(pairs[0], walk, 1);
}

function isEmpty(node: Node | null): boolean {
  return node === null || (isScalar(node) && node.value === null && (node.source ?? '') === '');
}

function convert(node: Node | null, walk: Walk, depth: number): Located {
  const at = placeOf(node, walk);
  walk.values += 1;
  if (walk.values > MAX_VALUES) throw invalid(at, 'the file holds too many values');
  if (depth > MAX_DEPTH) throw invalid(at, 'the file is nested too deeply');
  if (isAlias(node)) return convert(resolveAlias(node, walk), walk, depth + 1);
  if (isMap(node)) return { kind: 'map', entries: convertEntries(node, walk, depth), at };
  if (isSeq(node)) return { kind: 'list', items: node.items.map((item) => convert(item as Node, walk, depth + 1)), at };
  const value: unknown = isScalar(node) ? node.value : null;
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) {
    return { kind: 'scalar', value: value as string | number | boolean | null, at };
  }
  throw invalid(at, 'must be text, a number, true or false, a list or a mapping');
}

function resolveAlias(node: Node, walk: Walk): Node {
  const at = placeOf(node, walk);
  walk.aliases += 1;
  if (walk.aliases > MAX_ALIASES) throw invalid(at, `the file has more than ${MAX_ALIASES} aliases`);
  const target = isAlias(node) ? node.resolve(walk.document) : undefined;
  if (!target) throw invalid(at, 'the alias names no anchor');
  return target;
}

function convertEntries(map: YAMLMap, walk: Walk, depth: number): LocatedEntry[] {
  const seen = new Set<string>();
  return map.items.map((pair) => {
    const keyAt = placeOf(pair.key, walk);
    const key: unknown = isScalar(pair.key) ? pair.key.value : undefined;
    if (typeof key !== 'string') throw invalid(keyAt, 'a key must be text');
    if (seen.has(key)) throw invalid(keyAt, 'the key is there twice');
    seen.add(key);
    return { key, keyAt, value: convertValue(pair, walk, depth + 1) };
  });
}

/** A key without a value has no node: it stands where its key does. */
function convertValue(pair: Pair, walk: Walk, depth: number): Located {
  if (pair.value === null) return { kind: 'scalar', value: null, at: placeOf(pair.key, walk) };
  return convert(pair.value as Node, walk, depth);
}

function placeOf(node: unknown, walk: Walk): string {
  return walk.at((node as Node | null)?.range?.[0] ?? 0);
}
