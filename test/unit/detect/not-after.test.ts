import { describe, expect, it } from 'vitest';
import { HitVerifier } from '../../../src/detect/engine/hit-verifier.ts';
import { buildTables } from '../../../src/detect/engine/tables.ts';
import { RuleMatcher } from '../../../src/detect/match-rules.ts';
import { compileEngineTables } from '../../../src/rules/engine/compile-tables.ts';
import { Core } from '../../../src/wasm/core.ts';
import { Searcher } from '../../support/reference/searcher.ts';
import { testRule } from '../../support/rule.ts';

const rule = testRule({
  ...{ keywords: ['key'], pattern: 'key=([a-z]{8})', notAfter: '(?:public|pub)_?\\0key', secretGroup: 1 },
  ...{ maxLength: 12 + 7, caseSensitive: false, flags: 'i' },
});
const TEXTS: readonly (readonly [text: string, secrets: readonly string[]])[] = [
  ['key=abcdefgh', ['abcdefgh']],
  ['my_key=abcdefgh', ['abcdefgh']],
  ['public_key=abcdefgh', []],
  ['PUBKEY=abcdefgh', []],
  ['publickey=abcdefgh key=hgfedcba', ['hgfedcba']],
  // What stands further off says nothing.
  ['public key=abcdefgh', ['abcdefgh']],
  ['public_ key=abcdefgh', ['abcdefgh']],
];

describe('what may not stand before a match', () => {
  it.each(TEXTS)('by the chain’s matcher: %s', (text, secrets) => {
    const found = new RuleMatcher([rule]).match(Buffer.from(text), Number.POSITIVE_INFINITY);
    expect(found.map(({ secret }) => secret.reveal())).toEqual(secrets);
  });

  it.each(TEXTS)('by the engine: %s', (text, secrets) => {
    const data = compileEngineTables([rule]);
    const verifier = new HitVerifier(buildTables(new Core(), data), new Map([[rule.id, rule]]));
    const bytes = Buffer.from(`some text ahead of it, some ${text}`);
    const hits = new Searcher(data).hits(bytes, [[0, bytes.length]]);
    const found = hits.flatMap(([position, form]) => verifier.verify(form, position, bytes));
    expect(found.map(({ secret }) => secret.reveal())).toEqual(secrets);
  });
});
