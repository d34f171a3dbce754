import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Cleaner } from '../../../../src/purge/clean/cleaner.ts';
import { compileEngineTables } from '../../../../src/rules/engine/compile-tables.ts';
import { DECIDED_WITHIN, formsOf } from '../../../../src/wasm/search-forms.ts';
import { Searcher } from '../../../support/reference/searcher.ts';
import { testRule } from '../../../support/rule.ts';
import { githubToken } from '../../../support/secrets.ts';
import { cleanerOf, pattern } from './targets.ts';

const NO_RULES = compileEngineTables([
  testRule({ id: 'a', keywords: ['\x01\x02\x03\x04'], pattern: '\x01\x02\x03\x04' }),
]);

/** Whether one of the literals stands in some bytes, in any form. */
function isHit(cleaner: Cleaner, bytes: Buffer): boolean {
  const searcher = new Searcher(NO_RULES, { extraLiterals: cleaner.prefilter()! });
  return searcher.found(bytes).some(({ literal }) => literal >= searcher.tables.firstExtra);
}

describe('the prefilter', () => {
  it('has every object looked at for what can not be found by literals', () => {
    expect(cleanerOf('ab').prefilter()).toBeUndefined();
    expect(new Cleaner({ texts: [], patterns: [pattern('glob', 'abc*')] }).prefilter()).toBeUndefined();
    expect(cleanerOf(...Array.from({ length: 2000 }, githubToken)).prefilter()).toBeUndefined();
  });

  it('finds each of two hundred texts', () => {
    const secrets = Array.from({ length: 200 }, githubToken);
    const cleaner = cleanerOf(...secrets);
    for (const secret of secrets.slice(0, 3).concat(secrets.slice(-3))) {
      expect(isHit(cleaner, Buffer.from(secret))).toBe(true);
      expect(isHit(cleaner, Buffer.from(`ab${secret}`, 'utf16le'))).toBe(true);
    }
  });

  it.each([3, 4, 5, 6, 7, 8, 11, 12])('finds a text of %i bytes wherever a line of base64 ends', (length) => {
    const secret = `${randomBytes(16).toString('base64url').replace(/[-_]/g, 'x')}`.slice(0, length);
    const cleaner = cleanerOf(secret);
    for (let before = 40; before < 62; before++) {
      const lines = Buffer.from(`${'-'.repeat(before)}${secret}${'-'.repeat(60)}`)
        .toString('base64')
        .match(/.{1,76}/g)!;
      const bytes = Buffer.from(lines.join('\n'));
      const result = cleaner.clean(bytes, 'blob');
      expect(result !== undefined).toBe(length >= 5);
      if (result) expect(isHit(cleaner, bytes)).toBe(true);
    }
  });

  it('hardly ever hits source code, even for what begins like many texts', () => {
    const password = createHash('sha256').update('always the same').digest('base64url').slice(0, 12);
    const address = `https://user:${password}@example.com/path/to/the/repository.git`;
    const cleaner = cleanerOf(address, `postgres://admin:${password.slice(2)}@localhost:5432/database`);
    const folder = join(import.meta.dirname, '../../../../src/purge/clean');
    const files = readdirSync(folder).filter((name) => name !== 'prefilter-gzip.ts');
    for (const name of files) expect(isHit(cleaner, readFileSync(join(folder, name))), name).toBe(false);
  });

  it('has literals that are decided within what a delta walk looks back', () => {
    const cleaner = cleanerOf(`${'!'.repeat(60)}${'/'.repeat(60)}`, githubToken());
    for (const { text, caseless } of cleaner.prefilter()!) {
      for (const { sets } of formsOf(text, caseless)) expect(sets.length).toBeLessThanOrEqual(DECIDED_WITHIN);
    }
  });
});
