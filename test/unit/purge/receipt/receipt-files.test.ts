import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findReceipt } from '../../../../src/purge/receipt/find-receipt.ts';
import { receiptFiles, writeReceipt } from '../../../../src/purge/receipt/write-receipt.ts';
import { oid } from '../../report/fixtures.ts';
import { receiptOf } from '../fixtures.ts';

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'unleak-receipt-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

const refs = [
  { name: 'refs/tags/v1', old: oid('6'), new: null },
  { name: 'refs/heads/m\xe4in', old: oid('3'), new: oid('4') },
  { name: 'refs/heads/old', old: oid('7'), new: oid('7') },
];

const maps = {
  commits: [[oid('3'), oid('4')] as const, [oid('1'), null] as const, [oid('2'), oid('2')] as const],
  refs,
  blobs: [oid('b'), oid('a')],
};

// git-filter-repo 2.47 writes: b'%-40s %s\n' % ('old', 'new'), then pairs in order, 40 zeros for what is gone.
test('the maps have the form that git-filter-repo gives them', () => {
  const receipt = receiptOf({ orphanedLfsObjects: ['f'.repeat(64), 'e'.repeat(64)] });
  const files = receiptFiles(receipt, maps);
  const blank = ' '.repeat(37);
  expect(files.get('commit-map')).toBe(
    `old${blank} new\n${oid('1')} ${oid('0')}\n${oid('2')} ${oid('2')}\n${oid('3')} ${oid('4')}\n`,
  );
  expect(files.get('ref-map')).toBe(
    [
      `old${blank} new${blank} ref`,
      `${oid('3')} ${oid('4')} refs/heads/m\xe4in`,
      `${oid('7')} ${oid('7')} refs/heads/old`,
      `${oid('6')} ${oid('0')} refs/tags/v1`,
      '',
    ].join('\n'),
  );
  expect(files.get('changed-refs')).toBe('refs/heads/m\xe4in\nrefs/tags/v1\n');
  expect(files.get('first-changed-commits')).toBe(`${oid('1')} ${oid('5')}\n`);
  expect(files.get('orphaned_lfs_objects')).toBe(`sha256:${'e'.repeat(64)}\nsha256:${'f'.repeat(64)}\n`);
  expect(files.get('removed-blobs')).toBe(`${oid('a')}\n${oid('b')}\n`);
  expect(files.has('commit-map.1')).toBe(false);
});

test('SHA-256 ids have 64 zeros for what is gone', () => {
  const files = receiptFiles(receiptOf(), { ...maps, commits: [['a'.repeat(64), null]] });
  expect(files.get('commit-map')).toMatch(/\na{64} 0{64}\n$/);
});

test.each([
  [19_999, 0],
  [20_000, 2],
  [45_000, 3],
])('a map of %i commits comes in %i parts for GitLab, none above 20,000 lines', (number, parts) => {
  const commits = Array.from({ length: number }, (_, n) => [n.toString(16).padStart(40, '0'), oid('1')] as const);
  const files = receiptFiles(receiptOf(), { ...maps, commits });
  const names = [...files.keys()].filter((name) => name.startsWith('commit-map.'));
  expect(names).toHaveLength(parts);
  const all = names.map((name) => files.get(name)!.trimEnd().split('\n'));
  for (const lines of all) expect(lines.length).toBeLessThanOrEqual(20_000);
  if (parts > 0)
    expect(all.flatMap((lines) => lines.slice(1))).toEqual(files.get('commit-map')!.trimEnd().split('\n').slice(1));
});

test('a receipt is found again, the last one of several', () => {
  const common = folder();
  expect(() => findReceipt(common)).toThrow('There is no receipt');
  for (const time of ['20240101T000000Z', '20250101T000000Z']) {
    writeReceipt(receiptOf({ folder: join(common, 'unleak', `purge-${time}`), begun: time }), maps);
  }
  const found = findReceipt(common);
  expect(found).toMatchObject({ begun: '20250101T000000Z', repository: { name: 'shop' } });
  expect(readFileSync(join(found.folder, 'receipt.html'), 'utf8')).toMatch(/^<!doctype html>/);
});

test('a receipt that was damaged is no receipt', () => {
  const common = folder();
  const at = join(common, 'unleak', 'purge-1');
  writeReceipt(receiptOf({ folder: at }), maps);
  rmSync(join(at, 'receipt.json'));
  expect(() => findReceipt(common)).toThrow('There is no receipt');
});
