import { describe, expect, it } from 'vitest';
import { HitVerifier } from '../../../../src/detect/engine/hit-verifier.ts';
import { buildTables } from '../../../../src/detect/engine/tables.ts';
import type { Candidate } from '../../../../src/domain/candidate.ts';
import type { Rule } from '../../../../src/domain/rule.ts';
import { engineTables } from '../../../../src/rules/generated/engine-tables.ts';
import { ruleDetails } from '../../../../src/rules/generated/rule-details.ts';
import { RULES } from '../../../../src/rules/generated/rules.ts';
import { Core } from '../../../../src/wasm/core.ts';
import { below, plantedText } from '../../../support/history/planted-text.ts';
import { expandTemplate, type Random, seededRandom } from '../../../support/template.ts';

const core = new Core();
const tables = buildTables(core, engineTables());
const rulesById = new Map(RULES.map((rule) => [rule.id, rule]));
const verifier = new HitVerifier(tables, rulesById);

/** The hits in some bytes: pairs of position and form. */
function search(bytes: Buffer): [position: number, form: number][] {
  const most = 4096;
  const windows = core.top;
  const out = windows + 64;
  const data = out + most * 8 + 64;
  core.ensure(data + bytes.length + 64);
  core.bytes.set(bytes, data);
  core.words.set([0, bytes.length], windows >> 2);
  const count = core.exports.search(data, bytes.length, windows, 1, out, most);
  return Array.from({ length: count }, (_, i) => [
    core.words[(out >> 2) + i * 2]!,
    core.words[(out >> 2) + i * 2 + 1]!,
  ]);
}

describe('HitVerifier', () => {
  it('says the same wherever the bytes around a literal stand, whatever is further away', () => {
    let claims = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const random = seededRandom(seed);
      const bytes = plantedText(random, 8);
      for (const [position, form] of search(bytes)) {
        const { back, reach, before } = tables.form(form);
        const found = verifier.verify(form, position, bytes);
        claims += found.length;
        const from = position - Math.max(back, before);
        if (from < 0 || position + reach > bytes.length) continue;
        const lead = Buffer.from('QUJD\n0'.repeat(below(random, 30)));
        const moved = Buffer.concat([lead, bytes.subarray(from, position + reach), Buffer.from('QUJDAA==')]);
        const name = () => JSON.stringify(tables.form(form));
        const there = verifier.verify(form, lead.length + position - from, moved);
        expect(spansOf(there), name()).toEqual(spansOf(found));
      }
    }
    expect(claims).toBeGreaterThan(300);
  });

  it('says what it would without what it was asked before, however alike', () => {
    const fresh = (): HitVerifier => new HitVerifier(tables, rulesById);
    // Forty values that differ behind the first line's worth of bytes only, each asked for twice and at an object's beginning.
    const random = seededRandom(7);
    const lead = `client_secret = "${expandTemplate('{base62:60}', random)}`;
    const texts = Array.from(
      { length: 40 },
      (_, n) => `${lead}${expandTemplate('{base62:8}', random)}${n % 3 ? '"' : ' {}'}\n`,
    );
    const kept = fresh();
    let claims = 0;
    for (const text of [...texts, ...texts.toReversed()]) {
      for (const before of ['', 'x', `${'some words\n'.repeat(20)}`]) {
        const bytes = Buffer.from(`${before}${text}${'more words\n'.repeat(400)}`);
        for (const [position, form] of search(bytes)) {
          const found = kept.verify(form, position, bytes);
          claims += found.length;
          expect(spansOf(found)).toEqual(spansOf(fresh().verify(form, position, bytes)));
        }
      }
    }
    expect(claims).toBeGreaterThan(40);
  });

  it('tells two of a kind apart that have the same bytes around them', () => {
    const [one, other] = ['zX8vT5rQ2w', 'aB3dE6gH9k'];
    const bytes = Buffer.from(`password="${one}" password:    '${other}'`);
    const found = search(bytes).flatMap(([position, form]) =>
      verifier
        .verify(form, position, bytes)
        .map(({ start, end }) => bytes.toString('latin1', position + start, position + end)),
    );
    expect(new Set(found)).toEqual(new Set([one, other]));
  });

  it('forgets nothing that matters when it makes room', () => {
    const kept = new HitVerifier(tables, rulesById);
    const random = seededRandom(8);
    const values = Array.from({ length: 5000 }, () => `client_secret = "${expandTemplate('{base62:32}', random)}"\n`);
    for (const value of [...values, ...values.slice(0, 50)]) {
      const bytes = Buffer.from(`${'some words\n'.repeat(20)}${value}${'more words\n'.repeat(200)}`);
      const found = search(bytes).flatMap(([position, form]) => kept.verify(form, position, bytes));
      expect(found.some(({ secret }) => value.includes(secret.reveal()))).toBe(true);
    }
  });

  it('sees what stands right in front of a match, where its literal can begin anywhere in a run', () => {
    for (const [index, rule] of RULES.entries()) {
      const random = seededRandom(index + 1);
      const [secret] = matchOf(rule, random) ?? [];
      if (secret === undefined) continue;
      const bytes = Buffer.from(`= ${secret[0]!.repeat(40)}${secret} `, 'latin1');
      for (const [position, form] of search(bytes)) {
        for (const { rule: id, start, end } of verifier.verify(form, position, bytes)) {
          const { pattern, flags, secretGroup } = RULES.find((one) => one.id === id)!;
          const whole = new RegExp(pattern, `${flags.replace(/[dgy]/g, '')}dy`);
          const spans = Array.from({ length: position + start + 1 }, (_, at) => {
            whole.lastIndex = at;
            return whole.exec(bytes.toString('latin1'))?.indices?.[secretGroup];
          });
          if (tables.form(form).kind === 'plain') expect(spans, id).toContainEqual([position + start, position + end]);
        }
      }
    }
  });
});

const spansOf = (found: readonly Candidate[]): unknown[] => found.map(({ rule, start, end }) => [rule, start, end]);

/** A match of a rule, from its examples. */
function matchOf({ id, pattern, flags }: Rule, random: Random): RegExpExecArray | null {
  return new RegExp(pattern, flags.replace(/[gy]/g, '')).exec(expandTemplate(ruleDetails().of(id)!.example, random));
}
