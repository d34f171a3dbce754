// Learns which four characters are frequent in source code: src/rules/engine/frequent-grams.ts. Usage: node build/learn-grams.mjs <work tree>…
// Each tree counts the same. The shipped list was learned from the work trees of some thirty well-known projects (bench/accuracy/README.md).
import { readFileSync, writeFileSync } from 'node:fs';
import { sourceFiles } from './source-files.mjs';

const MOST_FILES = 6000;
const MOST_GRAMS = 4096;
const LENGTH = 4;
// What no literal has, or few.
const OTHERS = /[^\x20-\x7e]|[\\'`$]/;

/** Counts the groups of four bytes, letters in lower case, in a tree's text files, or in some of them when they are many. */
function countIn(folder) {
  const all = [...sourceFiles(folder)];
  const step = Math.ceil(all.length / MOST_FILES);
  const counts = new Map();
  let total = 0;
  for (let i = 0; i < all.length; i += step) {
    const bytes = readFileSync(all[i]);
    if (bytes.includes(0)) continue;
    const text = Buffer.from(bytes.toString('latin1').toLowerCase(), 'latin1');
    for (let at = 0; at + LENGTH <= text.length; at++, total++) {
      const gram = text.readUInt32LE(at);
      counts.set(gram, (counts.get(gram) ?? 0) + 1);
    }
  }
  return { counts, total };
}

const folders = process.argv.slice(2);
const shares = new Map();
for (const folder of folders) {
  const { counts, total } = countIn(folder);
  // What a tree has a handful of is frequent in none.
  for (const [gram, count] of counts)
    if (count > 3) shares.set(gram, (shares.get(gram) ?? 0) + count / total / folders.length);
}

const textOf = (gram) => Buffer.from(Uint32Array.of(gram).buffer).toString('latin1');
const lines = new Map();
const frequent = [...shares]
  .map(([gram, share]) => [textOf(gram), share])
  .filter(([text]) => !OTHERS.test(text))
  .sort(([a, first], [b, second]) => second - first || (a < b ? -1 : 1))
  .slice(0, MOST_GRAMS);
for (const [text, share] of frequent) {
  const exponent = Math.round(-Math.log2(share) * 2) / 2;
  lines.set(exponent, [...(lines.get(exponent) ?? []), text]);
}
const module = `// Made by build/learn-grams.mjs from ${folders.length} work trees.

/**
 * The ${MOST_GRAMS} groups of four characters (letters in lower case, without backslash, quotes of one kind and dollar) that are the most frequent ones in
 * source code. The key e: each is 2 ** -e of all groups. A value has them one behind the other, in alphabetical order.
 */
export const FREQUENT_GRAMS: ReadonlyMap<number, string> = new Map([
${[...lines].map(([exponent, grams]) => `  [${exponent}, '${grams.sort().join('')}'],`).join('\n')}
]);
`;
writeFileSync('src/rules/engine/frequent-grams.ts', module);
