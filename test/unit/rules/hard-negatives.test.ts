import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { HARD_NEGATIVES, hardNegative } from '../../support/hard-negatives.ts';
import { githubToken } from '../../support/secrets.ts';
import { claimsOn, tierOf } from '../../support/shipped-rules.ts';
import { seededRandom } from '../../support/template.ts';

const SEEDS = [1, 2, 3];

/** Providers' names stand in lock files and logs, too, beside what is no key of theirs. Those that say "password", "key" or "credentials" say so of a value. */
const NAMES = readdirSync('config/rules')
  .map((file) => file.replace('.yaml', ''))
  .filter((name) => !/password|key|credential/.test(name));

it.each(HARD_NEGATIVES)('nothing blocks in %s', async (kind) => {
  for (const seed of SEEDS) {
    const text = hardNegative(kind, NAMES, seededRandom(seed));
    const blocking = (await claimsOn(text)).filter((claim) => tierOf(claim) === 'block');
    const lines = blocking.map(({ rule, start }) => `${rule}: …${text.slice(Math.max(0, start - 40), start + 60)}…`);
    expect(lines).toEqual([]);
  }
});

it('would see a token among them', async () => {
  const around = HARD_NEGATIVES.map((kind) => hardNegative(kind, NAMES.slice(0, 3), seededRandom(4)));
  for (const text of around) {
    const claims = await claimsOn(`${text}\n${githubToken()}\n${text}`);
    expect(claims.filter((claim) => tierOf(claim) === 'block')).toHaveLength(1);
  }
});
