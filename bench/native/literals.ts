// Prints the literals that the rules are found by: 1 if caseless or 0, a space, the bytes in hex. On standard error, how
// many forms of them the scan looks for.
import { engineTables } from '../../src/rules/generated/engine-tables.ts';
import { ORIGIN_WORDS } from '../../src/wasm/search-parts.ts';

const { literals, parts } = engineTables();
for (const { text, caseless } of literals) console.log(caseless ? 1 : 0, Buffer.from(text, 'latin1').toString('hex'));
console.error(parts.origins.length / ORIGIN_WORDS);
