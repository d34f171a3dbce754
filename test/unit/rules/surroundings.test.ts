import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../../src/domain/candidate.ts';
import type { Rule } from '../../../src/domain/rule.ts';
import { runs } from '../../support/runs.ts';
import { claimsOn, examples, rules, standsFor, tierOf } from '../../support/shipped-rules.ts';
import { LINE_SURROUNDINGS, TOKEN_SURROUNDINGS } from '../../support/surroundings.ts';
import { expandTemplate, seededRandom } from '../../support/template.ts';

const SEED = 42;
/** Other seeds than those of examples.test.ts. */
const FRESH_SEEDS = Array.from({ length: runs(60) }, (_, index) => 0xf5e5 + index);

const expand = (template: string, seed = SEED): string => expandTemplate(template, seededRandom(seed));

/** A rule whose whole match is the secret knows it by itself; others need what stands beside it. */
const standsAlone = (rule: Rule): boolean => rule.secretGroup === 0;

/** The other half, where a rule's claims count only beside it; the pair's id is known by itself. */
function companionOf({ pair }: Rule): string {
  if (!pair?.required) return '';
  const other = rules.find((rule) => rule.pair?.name === pair.name && rule.pair.part !== pair.part)!;
  return `${expand(examples.get(other.id)!.match[0]!, 7)}\n\n`;
}

/** The claim that a rule makes on a text, or that stands for it. */
async function claimOn(rule: Rule, text: string, secret?: string): Promise<Candidate | undefined> {
  const claims = (await claimsOn(companionOf(rule) + text)).filter((claim) => standsFor(claim, rule));
  const same = (claim: Candidate) => secret === undefined || unbroken(claim.secret.reveal()) === unbroken(secret);
  return claims.find((claim) => claim.rule === rule.id && same(claim)) ?? claims.find(same);
}

/** A secret of several lines is the same, however these are ended and indented. */
const unbroken = (secret: string): string => secret.replace(/\s|\\[nr]/g, '');

/** Whether the rule itself takes a text for a secret; one whose check fails is no secret to it. */
async function isFound(rule: Rule, text: string): Promise<boolean> {
  const claims = (await claimsOn(companionOf(rule) + text)).filter((claim) => claim.rule === rule.id);
  return claims.some(({ confidence }) => rule.checksum === undefined || confidence !== 'low');
}

/** What their format lets be a part of them: the `n` of an escaped line end in a name, the `?` behind a path, the `@` of a URL. */
const INSEPARABLE: Readonly<Record<string, readonly string[]>> = {
  'ebay-production-client-id': ['escaped lines'],
  'ebay-sandbox-client-id': ['escaped lines'],
  'snowflake-postgres-host': ['escaped lines'],
  'logicmonitor-lmv1-access-key': ['URL path', 'URL user', 'arguments', 'URL query', 'CSV', 'XML'],
};

const table = rules.map((rule) => [rule.id, rule] as const);

describe('an example keeps its verdict, whatever stands around it', () => {
  it.each(table)('%s', async (id, rule) => {
    for (const template of examples.get(id)!.match) {
      const line = expand(template);
      const bare = await claimOn(rule, line);
      if (bare === undefined) expect.fail(`not found: ${template}`);
      const secret = bare.secret.reveal();
      const [text, surroundings] = standsAlone(rule) ? [secret, TOKEN_SURROUNDINGS] : [line, LINE_SURROUNDINGS];
      for (const { name, put } of surroundings.filter(({ fits }) => fits(text))) {
        if (INSEPARABLE[id]?.includes(name)) continue;
        const claim = await claimOn(rule, put(text), secret);
        expect(claim && tierOf(claim), `${name}: ${template}`).toBe(tierOf(bare));
      }
    }
  });
});

describe('what looks alike stays no match, whatever stands around it', () => {
  it.each(table)('%s', async (id, rule) => {
    for (const template of examples.get(id)!.noMatch) {
      const line = expand(template);
      expect(await isFound(rule, line), template).toBe(false);
      for (const { name, put } of LINE_SURROUNDINGS.filter(({ fits }) => fits(line)))
        expect(await isFound(rule, put(line)), `${name}: ${template}`).toBe(false);
    }
  });
});

/** What may not touch a token of a rule with this boundary, before and behind it. */
const GLUE = { word: ['aZ0_', 'aZ0_'], token: ['aZ0_-', 'aZ0_-'], end: ['', 'aZ0_/+=-'] } as const;

/** The boundary as it was compiled into the pattern (src/rules/boundary.ts). */
function boundaryOf({ pattern }: Rule): keyof typeof GLUE | undefined {
  if (pattern.endsWith('(?![0-9A-Za-z_])')) return 'word';
  if (pattern.endsWith('(?![0-9A-Za-z_-])')) return 'token';
  return pattern.endsWith('(?![0-9A-Za-z_/+=-])') ? 'end' : undefined;
}

describe('a token that is part of a longer word is no match', () => {
  it.each(table.filter(([, rule]) => standsAlone(rule) && boundaryOf(rule)))('%s', async (id, rule) => {
    const [before, after] = GLUE[boundaryOf(rule)!];
    for (const template of examples.get(id)!.match) {
      const token = (await claimOn(rule, expand(template)))!.secret.reveal();
      for (const one of before)
        expect(await edges(rule, one, token, ''), `behind ${one}: ${template}`).not.toContain('start');
      for (const one of after)
        expect(await edges(rule, '', token, one), `before ${one}: ${template}`).not.toContain('end');
    }
  });
});

/** Which edges of a token, glued to other text, a rule takes for edges of a secret. */
async function edges(rule: Rule, before: string, token: string, after: string): Promise<string[]> {
  const start = companionOf(rule).length + before.length;
  const claims = await claimsOn(companionOf(rule) + before + token + after);
  const own = claims.filter((claim) => claim.rule === rule.id && claim.encodings.length === 0);
  return own.flatMap((claim) => [
    ...(claim.start === start ? ['start'] : []),
    ...(claim.end === start + token.length ? ['end'] : []),
  ]);
}

// A generic rule drops what reads like words, and of random letters a few do.
const SHARE_OF_GENERIC = 0.9;

describe('a new random body is found as the examples are', () => {
  it.each(table)('%s', async (id, rule) => {
    for (const template of examples.get(id)!.match) {
      const tier = tierOf((await claimOn(rule, expand(template)))!);
      const missed: number[] = [];
      for (const seed of FRESH_SEEDS) {
        const claim = await claimOn(rule, expand(template, seed));
        // How sure a generic rule is hangs on the body.
        if (claim === undefined || (!rule.generic && tierOf(claim) !== tier)) missed.push(seed);
      }
      const may = rule.generic ? Math.ceil(FRESH_SEEDS.length * (1 - SHARE_OF_GENERIC)) : 0;
      expect(missed.length, `seeds ${missed}: ${template}`).toBeLessThanOrEqual(may);
    }
  });
});
