import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { DetectorChain } from '../../../../src/detect/chain.ts';
import { claimStandings } from '../../../../src/gate/history/claim-standings.ts';
import { Searcher } from '../../../../src/gate/history/searcher.ts';
import type { Standing } from '../../../../src/gate/history/standings.ts';
import { Sweep } from '../../../../src/gate/sweep.ts';
import { ObjectReader } from '../../../../src/git/pack/object-reader.ts';
import { openObjectStore } from '../../../../src/git/pack/object-store.ts';
import { RULES } from '../../../../src/rules/generated/rules.ts';
import { sandbox } from '../../../support/sandbox.ts';
import { githubToken } from '../../../support/secrets.ts';
import { blob, type Entry, writeEntries } from '../../git/pack/pack-writer.ts';

const deadline = Number.POSITIVE_INFINITY;
const textOf = (secrets: readonly string[]): string => secrets.map((secret) => `${secret}\n`).join('');

/** Claims secrets that somebody saw in an object. @returns what the sweep has of it */
function claimed(entry: Entry, seen: readonly string[]) {
  const store = openObjectStore([writeEntries(sandbox().root, 'x', [entry])]);
  const searcher = new Searcher(RULES, { salt: randomBytes(32), deadline });
  const sweep = new Sweep({ chain: new DetectorChain({ rules: [] }) }, { deadline });
  const oid = entry.id.toString('hex');
  const place = { before: [] };
  const standings = searcher
    .claims(Buffer.from(textOf(seen)))
    .map((claim): Standing => ({ oid, type: 'blob', secret: searcher.nameOf(claim), place, later: [] }));
  expect(standings).toHaveLength(seen.length);
  const objects = new ObjectReader(searcher.core, store);
  const places = claimStandings(standings, { objects, searcher, sweep });
  objects.close();
  expect([...places.keys()]).toEqual(sweep.claims);
  return {
    oid,
    lines: sweep.claims.map(({ line }) => line),
    skipped: sweep.coverage.skipped.map(({ reason, what, incomplete }) => [reason, what, incomplete]),
  };
}

describe('claimStandings', () => {
  it('claims what was seen, and nothing else that stands there', () => {
    const [first, other, last] = [githubToken(), githubToken(), githubToken()];
    const { lines, skipped } = claimed(blob(textOf([first, other, last])), [first, last]);
    expect([lines, skipped]).toEqual([[1, 3], []]);
  });

  it('says of more secrets than are claimed that they are too many, and not that the object is corrupt', () => {
    const secrets = Array.from({ length: 4100 }, githubToken);
    const { oid, lines, skipped } = claimed(blob(textOf(secrets)), secrets);
    expect(lines).toHaveLength(4000);
    expect(skipped).toEqual([['too-many-findings', oid, true]]);
  });

  it.each<[string, (kept: string, gone: string) => Entry, readonly number[]]>([
    ['lacks one of its secrets', (kept) => blob(textOf([kept])), [1]],
    ['is not what its id says', (kept, gone) => ({ ...blob(textOf([kept, gone])), id: blob('other').id }), []],
  ])('says of an object that %s that it is corrupt', (_, entryOf, expected) => {
    const [kept, gone] = [githubToken(), githubToken()];
    const { oid, lines, skipped } = claimed(entryOf(kept, gone), [kept, gone]);
    expect([lines, skipped]).toEqual([expected, [['corrupt-object', oid, true]]]);
  });
});
