// Learns which letters follow which in names and words: src/detect/letter-pairs.ts. Usage: node build/learn-letters.mjs <folder of source code>…
// Words that stand in a single file are left out, so that no hash and no key is learned. The shipped table was learned from the work trees of
// some thirty well-known projects (bench/accuracy/README.md), of 300,000 words.
import { readFileSync, writeFileSync } from 'node:fs';
import { sourceFiles } from './source-files.mjs';

const TEXT = /\.(?:js|ts|py|c|h|java|rb|go|php|md|rst|txt|json|ya?ml|rs|cs|sh|html|xml|css|scss|ini|toml|properties)$/;
const WORD = /[A-Za-z0-9_./-]{8,64}/g;
const LETTERS = 26;
const SYMBOLS = LETTERS + 2;

/** @returns all words that stand in two files and have a letter */
function wordsIn(folders) {
  const files_ = new Map();
  for (const folder of folders)
    for (const file of [...sourceFiles(folder)].filter((path) => TEXT.test(path)))
      for (const word of new Set(readFileSync(file, 'latin1').match(WORD) ?? []))
        files_.set(word, (files_.get(word) ?? 0) + 1);
  return [...files_].filter(([word, count]) => count > 1 && /[A-Za-z]/.test(word)).map(([word]) => word);
}

function symbol(code) {
  const folded = code | 0x20;
  if (folded >= 0x61 && folded <= 0x7a) return folded - 0x61;
  return code >= 0x30 && code <= 0x39 ? LETTERS : LETTERS + 1;
}

const counts = Array.from({ length: SYMBOLS }, () => new Float64Array(SYMBOLS).fill(0.5));
const words = wordsIn(process.argv.slice(2));
for (const word of words)
  for (let i = 1; i < word.length; i++) counts[symbol(word.charCodeAt(i - 1))][symbol(word.charCodeAt(i))]++;

// An eighth of a bit for each step, as one printable character: 0 bits is "!".
const rows = counts.map((row) => {
  const all = row.reduce((sum, count) => sum + count, 0);
  const bits = [...row].map((count) => Math.min(88, Math.round(-8 * Math.log2(count / all))));
  return String.fromCharCode(...bits.map((step) => 0x23 + step)).replaceAll('\\', '[');
});
const module = `// Made by build/learn-letters.mjs from ${words.length} words.

/**
 * By symbol (a to z without regard to case, a digit, anything else), a row for the one before: how rare it is that the second follows the
 * first in names and words, in eighths of a bit, each as a character from "#" on.
 */
export const LETTER_PAIRS = [
${rows.map((row) => `  '${row.replaceAll("'", '(')}',`).join('\n')}
];
`;
writeFileSync('src/detect/letter-pairs.ts', module);
