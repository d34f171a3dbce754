import { describe, expect, it } from 'vitest';
import { buildTables } from '../../../../src/detect/engine/tables.ts';
import { compileEngineTables } from '../../../../src/rules/engine/compile-tables.ts';
import { Core } from '../../../../src/wasm/core.ts';
import { Searcher } from '../../../support/reference/searcher.ts';
import { testRule, testToken } from '../../../support/rule.ts';
import { seededRandom } from '../../../support/template.ts';

const data = compileEngineTables([testRule()]);

/** A rule with a keyword of its own, as somebody else might have it. */
function otherRule(n: number): ReturnType<typeof testRule> {
  const random = seededRandom(n);
  const letters = Array.from({ length: 4 + (n % 5) }, () => 'abcdefghijklmnopqrstuvwxyz_-'.charAt(random() * 28));
  const keyword = `${letters.join('')}${n.toString(36)}_`;
  return testRule({ id: `other-${n}`, keywords: [keyword], pattern: `${keyword}[0-9a-z]{${10 + (n % 40)}}` });
}

describe('buildTables', () => {
  it('tells of each form what it is, and how far a match can reach', () => {
    const { tables } = new Searcher(data);
    const forms = Array.from({ length: tables.formCount }, (_, number) => tables.form(number));
    expect(forms.map(({ kind, length, before, skip }) => [kind, length, before, skip])).toEqual([
      ['plain', 4, 0, 0],
      ['base64', 5, 0, 0],
      ['base64', 4, 2, 1],
      ['base64', 5, 3, 2],
      ['hex', 8, 0, 0],
      ['utf-16', 7, 0, 0],
    ]);
    expect(tables.literals).toEqual([
      { text: 'tok_', caseless: false, uses: [{ rule: 'test-token', before: 1, after: 21, behind: 1 }] },
    ]);
    expect([forms[0]!.back, forms[0]!.reach]).toEqual([1, 21]);
    for (const { kind, back, reach } of forms.slice(1)) {
      const times = { plain: 1, base64: 4 / 3, hex: 2, 'utf-16': 2, escaped: 6 }[kind];
      expect(back).toBeGreaterThanOrEqual(times);
      expect(reach).toBeGreaterThanOrEqual(21 * times);
    }
  });

  it('leaves what mapAnchors wants in memory', () => {
    const core = new Core();
    const { anchorForms, formCount, form } = buildTables(core, data);
    for (let i = 0; i < formCount; i++) {
      const { length, back, reach } = form(i);
      expect([...core.words.subarray(anchorForms / 4 + 3 * i, anchorForms / 4 + 3 * i + 3)]).toEqual([
        length,
        back,
        reach,
      ]);
    }
  });

  it('looks for further literals, in all forms, whatever follows them', () => {
    const searcher = new Searcher(data, {
      extraLiterals: [
        { text: 'AcmeKey', caseless: true },
        { text: 'zz9', caseless: false },
      ],
    });
    const { literals, firstExtra } = searcher.tables;
    expect(literals.slice(firstExtra).map(({ text }) => text)).toEqual(['acmekey', 'zz9']);
    const kindsIn = (text: string): string[] =>
      searcher.found(Buffer.from(text)).map(({ kind, literal }) => `${kind} ${literals[literal]!.text}`);
    expect(kindsIn('ACMEkEY')).toEqual(['plain acmekey']);
    expect(kindsIn(Buffer.from('xAcmeKEY').toString('base64'))).toEqual(['base64 acmekey']);
    expect(kindsIn(Buffer.from('acmeKEY').toString('hex'))).toEqual(['hex acmekey']);
    expect(kindsIn('a\0C\0m\0e\0K\0e\0Y')).toEqual(['utf-16 acmekey']);
    expect(kindsIn('Zz9 zz9')).toEqual(['plain zz9']);
    expect(kindsIn(testToken())).toEqual(['plain tok_']);
  });

  it('refuses literals that are too short', () => {
    expect(() => new Searcher(data, { extraLiterals: [{ text: 'ab', caseless: false }] })).toThrow(RangeError);
  });

  it('takes hundreds of rules and literals', () => {
    const rules = Array.from({ length: 500 }, (_, n) => otherRule(n));
    const extraLiterals = Array.from({ length: 300 }, (_, n) => ({ text: `x${n}y`, caseless: n % 2 === 0 }));
    const searcher = new Searcher(compileEngineTables(rules), { extraLiterals });
    for (const { id, keywords } of rules) {
      const found = searcher.found(Buffer.from(`${keywords[0]}${'a1'.repeat(30)}`));
      const uses = found.flatMap(({ literal }) => searcher.tables.literals[literal]!.uses);
      expect(uses.map(({ rule }) => rule)).toContain(id);
    }
    for (const { text } of extraLiterals) expect(searcher.found(Buffer.from(text))).toHaveLength(1);
  });

  it('refuses rules that no keyword can lead to', () => {
    expect(() => compileEngineTables([testRule({ keywords: ['OTHER'] })])).toThrow('test-token');
  });

  it('is made of data that does not depend on when it is made', () => {
    expect(compileEngineTables([otherRule(1), otherRule(2)])).toEqual(
      compileEngineTables([otherRule(1), otherRule(2)]),
    );
  });
});
