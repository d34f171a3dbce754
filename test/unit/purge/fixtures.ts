import { Secret } from '../../../src/domain/secret.ts';
import type { PlanParts } from '../../../src/purge/plan/make-plan.ts';
import { defaultReplacement } from '../../../src/purge/plan/parse-replace-text.ts';
import type { Receipt } from '../../../src/purge/receipt/receipt.ts';
import type { PurgeTargets } from '../../../src/purge/targets.ts';
import { oid } from '../report/fixtures.ts';

/** Targets with these texts. */
export const targetsOf = (...secrets: string[]): PurgeTargets => ({
  texts: secrets.map((text, n) => ({
    secret: new Secret(text),
    replacement: defaultReplacement(),
    name: `secret ${n + 1}`,
  })),
  patterns: [],
  blobs: new Set(),
  paths: [],
});

/** What a plan is made from. */
export const planParts = (changes: Partial<PlanParts> = {}): PlanParts => ({
  repository: {
    name: 'shop',
    gitDirectory: '/home/ann/shop/.git',
    remote: 'https://github.com/acme/shop.git',
    remoteName: 'origin',
  },
  way: 'in-place',
  targets: targetsOf('hunter2hunter2'),
  counts: { secrets: 1, blobs: 2, paths: 1, trees: 3, commits: 4, allCommits: 10, tags: 1, refs: 2 },
  changed: [{ path: 'config.py', oid: oid('b'), new: oid('c') }],
  renamed: [],
  refs: ['refs/heads/main', 'refs/tags/v1'],
  firstChanged: [oid('1')],
  signatures: [{ oid: oid('2'), kind: 'commit', of: 'Ann, a subject' }],
  atTips: [],
  elsewhere: { hiddenRefs: [], submodules: [], lfsPointers: 0, shared: true },
  refusals: [],
  estimate: { storedBytes: 1e6, backupIsCopy: false },
  ...changes,
});

/** The receipt of a small purge. */
export const receiptOf = (changes: Partial<Receipt> = {}): Receipt => ({
  version: 1,
  tool: '0.1.0',
  begun: '2024-05-06T07:08:09.000Z',
  milliseconds: 1234,
  repository: planParts().repository,
  way: 'in-place',
  state: 'applied',
  folder: '/home/ann/shop/.git/unleak/purge-20240506T070809Z',
  backup: { folder: '/home/ann/.local/state/unleak/shop', bytes: 5_000_000 },
  counts: planParts().counts,
  targets: [{ name: 'a token', kind: 'text', becomes: 'marker', marker: '***REMOVED***' }],
  paths: [{ path: 'config.py', what: 'edited' }],
  refs: [
    { name: 'refs/heads/main', old: oid('3'), new: oid('4') },
    { name: 'refs/remotes/origin/main', old: oid('1'), new: oid('5') },
    { name: 'refs/tags/v1', old: oid('6'), new: null },
  ],
  firstChanged: [{ old: oid('1'), new: oid('5') }],
  signatures: [],
  citations: { updated: 0, left: [] },
  staleHashes: [],
  notReached: [],
  orphanedLfsObjects: [],
  proof: { clean: true, objects: 100, bytes: 1e6, left: [], notLookedAt: [], milliseconds: 50 },
  ...changes,
});
