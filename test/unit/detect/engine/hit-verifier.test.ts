import { describe, expect, it } from 'vitest';
import { HitVerifier } from '../../../../src/detect/engine/hit-verifier.ts';
import { buildTables } from '../../../../src/detect/engine/tables.ts';
import { ENGINE_TABLES } from '../../../../src/rules/generated/engine-tables.ts';
import { RULES } from '../../../../src/rules/generated/rules.ts';
import { Core } from '../../../../src/wasm/core.ts';
import { below, plantedText } from '../../../support/history/planted-text.ts';
import { seededRandom } from '../../../support/template.ts';

const core = new Core();
const tables = buildTables(core, ENGINE_TABLES);
const verifier = new HitVerifier(tables, new Map(RULES.map((rule) => [rule.id, rule])));

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
        expect(
          there.map(({ rule, start, end }) => [rule, start, end]),
          name(),
        ).toEqual(found.map(({ rule, start, end }) => [rule, start, end]));
      }
    }
    expect(claims).toBeGreaterThan(300);
  });
});
