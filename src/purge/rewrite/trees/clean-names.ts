import type { TextCleaner } from '../request.ts';
import { inGitsOrder, type TreeEntry } from './tree-entries.ts';

/** A name without the texts. @param name bytes as latin1 */
export function cleanName(cleaner: TextCleaner, name: string): string {
  const cleaned = cleaner.clean(Buffer.from(name, 'latin1'), 'name');
  return cleaned ? cleaned.bytes.toString('latin1') : name;
}

/** A path without the texts, each name for itself. */
export const cleanPath = (cleaner: TextCleaner, path: string): string =>
  path
    .split('/')
    .map((name) => (name === '' ? name : cleanName(cleaner, name)))
    .join('/');

/**
 * Takes texts out of names. A name that is taken gets a number behind it.
 * @param renamed is told the new names
 * @returns the same entries, where no name holds one; else in git's order
 */
export function cleanNames(
  cleaner: TextCleaner,
  entries: readonly TreeEntry[],
  renamed: (name: string) => void,
): readonly TreeEntry[] {
  const names = entries.map(({ name }) => cleanName(cleaner, name));
  const isKept = (i: number): boolean => names[i] === entries[i]!.name;
  if (names.every((_, i) => isKept(i))) return entries;
  const taken = new Set(names.filter((_, i) => isKept(i)));
  const cleaned = entries.map((entry, i) => {
    if (isKept(i)) return entry;
    const name = freeName(names[i]!, taken);
    taken.add(name);
    renamed(name);
    return { ...entry, name };
  });
  return inGitsOrder(cleaned);
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  for (let number = 2; taken.has(free); number++) free = `${name}-${number}`;
  return free;
}
