// Prints what src/detect/published.ts lists for a token. Usage: node build/sample-hash.mjs < token.txt
import { readFileSync } from 'node:fs';
import { importTypeScript } from './import-typescript.mjs';

const { sampleHash } = await importTypeScript('src/detect/published.ts');
console.log(`0x${sampleHash(readFileSync(0, 'latin1').trim()).toString(16).padStart(8, '0')}`);
