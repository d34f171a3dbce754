import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { DetectorChain } from '../../../../../src/detect/chain.ts';
import {
  type HistoryRecord,
  isClean,
  recallHistory,
  recordOf,
} from '../../../../../src/gate/history/cache/known-history.ts';
import { Searcher } from '../../../../../src/gate/history/searcher.ts';
import { Sweep } from '../../../../../src/gate/sweep.ts';
import { GitProgram } from '../../../../../src/git/git-program.ts';
import { RULES } from '../../../../../src/rules/generated/rules.ts';
import { repository } from '../../../../support/sandbox.ts';
import { githubToken, npmToken } from '../../../../support/secrets.ts';

const deadline = Number.POSITIVE_INFINITY;
const openSearcher = (): Searcher => new Searcher(RULES, { salt: randomBytes(32), deadline });
const newSweep = (): Sweep => new Sweep({ chain: new DetectorChain({ rules: [], plugins: [] }) }, { deadline });

/** A repository with secrets in two blobs, and the record of a scan that found them. */
async function recorded() {
  const repo = repository();
  const text = `A = "${githubToken()}"\nB = "${npmToken()}"\n`;
  repo.commit('one', { a: text, b: `\n\n${text}` });
  const git = new GitProgram(repo.path);
  const sweep = newSweep();
  const searcher = openSearcher();
  for (const name of ['a', 'b']) {
    const bytes = Buffer.from(name === 'a' ? text : `\n\n${text}`);
    sweep.found({ kind: 'blob', oid: repo.git('rev-parse', `HEAD:${name}`), bytes, offset: 0 }, searcher.claims(bytes));
  }
  sweep.count(3, 1000);
  const record = (await recordOf(sweep, async () => ({ line }) => [{ path: `at ${line}`, before: [] }]))!;
  return { git, sweep, record };
}

describe('recallHistory', () => {
  it('adds to a sweep what was recorded of another', async () => {
    const { git, sweep, record } = await recorded();
    const again = newSweep();
    const attribution = (await recallHistory(record, { repository: git, sweep: again, openSearcher }))!;
    expect(again.coverage).toEqual(sweep.coverage);
    expect(again.claims).toHaveLength(4);
    expect(again.claims.map(({ line, oid }) => ({ line, oid }))).toEqual(
      sweep.claims.map(({ line, oid }) => ({ line, oid })),
    );
    expect(again.claims.map(({ candidate }) => candidate.secret.length)).toEqual([40, 40, 40, 40]);
    const placesOf = await attribution(again.claims);
    expect(again.claims.map((claim) => placesOf(claim)[0]!.path)).toEqual(['at 1', 'at 2', 'at 3', 'at 4']);
  });

  it.each<[string, (claim: HistoryRecord['claims'][number]) => object]>([
    ['another rule', () => ({ rule: 'npm-token-x' })],
    ['another start', ({ start }) => ({ start: start + 1 })],
    ['another end', ({ end }) => ({ end: end + 1 })],
    ['another kind', () => ({ kind: 'commit' })],
    ['a missing object', ({ oid }) => ({ oid: oid.replace(/./g, '1') })],
  ])('adds nothing where a claim is recorded with %s', async (_, change) => {
    const { git, record } = await recorded();
    for (const at of record.claims.keys()) {
      const claims = record.claims.map((claim, i) => (i === at ? { ...claim, ...change(claim) } : claim));
      const sweep = newSweep();
      expect(await recallHistory({ ...record, claims }, { repository: git, sweep, openSearcher })).toBeUndefined();
      expect([sweep.claims, sweep.coverage.objects]).toEqual([[], 0]);
    }
  });
});

describe('recordOf', () => {
  it('holds nothing of a secret, and is none of what is incomplete', async () => {
    const { sweep, record } = await recorded();
    expect(JSON.stringify(record)).not.toMatch(/ghp_|npm_[A-Za-z0-9]/);
    sweep.skip({ reason: 'missing-object', what: 'x', incomplete: true });
    expect(await recordOf(sweep, async () => () => [])).toBeUndefined();
  });

  it('is not clean with a secret in a path or in a name', async () => {
    const { record } = await recorded();
    const searcher = openSearcher();
    const withPlace = (place: object): HistoryRecord => ({
      ...record,
      claims: [{ ...record.claims[0]!, places: [{ before: [], ...place }] }],
    });
    expect(isClean(record, searcher)).toBe(true);
    expect(isClean(withPlace({ path: `a/${githubToken()}/b` }), searcher)).toBe(false);
    expect(isClean(withPlace({ history: { state: 'tip', author: `A <${npmToken()}@example.com>` } }), searcher)).toBe(
      false,
    );
  });
});
