import { expect, test } from 'vitest';
import { ObjectMap } from '../../../../src/purge/object-map.ts';
import { makePlan } from '../../../../src/purge/plan/make-plan.ts';
import { makeReceipt, type ReceiptParts } from '../../../../src/purge/receipt/make-receipt.ts';
import { orphanedLfs } from '../../../../src/purge/receipt/orphaned-lfs.ts';
import { receiptFiles } from '../../../../src/purge/receipt/write-receipt.ts';
import { bytesOf, oid, token } from '../../report/fixtures.ts';
import { planParts, receiptOf, targetsOf } from '../fixtures.ts';

/** What a receipt is made from, where every name holds a text. */
function parts(secret: string): ReceiptParts {
  const targets = targetsOf(secret);
  const map = new ObjectMap(20);
  map.set(Buffer.from(oid('1'), 'hex'), Buffer.from(oid('5'), 'hex'));
  map.set(Buffer.from(oid('2'), 'hex'), null);
  const { tool, begun, milliseconds, state, folder, backup, counts, orphanedLfsObjects } = receiptOf();
  return {
    ...{ tool, begun, milliseconds, state, folder, backup: backup!, counts, orphanedLfsObjects },
    ...{ targets, map },
    plan: makePlan(planParts({ targets, changed: [{ path: secret, oid: oid('b'), new: oid('c') }] })),
    refs: [
      { name: bytesOf('refs/heads/mäin'), old: oid('1'), new: oid('5') },
      { name: 'refs/heads/same', old: oid('7'), new: oid('7') },
    ],
    firstChanged: [oid('1'), oid('2')],
    signatures: [{ oid: oid('1'), kind: 'commit', of: `Ann, ${secret}` }],
    citations: { updated: 1, left: [{ commit: oid('8'), cites: oid('1') }] },
    changed: [{ path: `d/${secret}`, oid: oid('b'), new: null }],
    renamed: [{ from: `e/${secret}`, to: 'e/x' }],
    proof: {
      ...{ clean: false, objects: 1, bytes: 2, milliseconds: 3 },
      holders: {
        blobs: [oid('b')],
        commits: [],
        tags: [],
        trees: [oid('a')],
        unread: [{ oid: oid('e'), why: `damaged: ${secret}` }],
        objects: 1,
        bytes: 1,
      },
      files: [{ path: `logs/${secret}`, why: 'It holds it.' }],
      names: [`refs/heads/${secret}`],
      notLookedAt: [{ what: `modules/${secret}`, why: 'It is no repository.' }],
    },
  };
}

test('nowhere in a receipt, or in any file of it, stands what is gone', () => {
  const secret = token();
  const receipt = makeReceipt(parts(secret));
  const files = receiptFiles(receipt, { commits: [], refs: receipt.refs, blobs: [] });
  for (const [name, text] of files) expect(text.includes(secret.slice(4)), name).toBe(false);
  expect(files.get('receipt.txt')).toContain('[secret]');
});

test('a receipt has what became of the first changed commits, and only refs that changed', () => {
  const receipt = makeReceipt(parts(token()));
  expect(receipt.firstChanged).toEqual([
    { old: oid('1'), new: oid('5') },
    { old: oid('2'), new: null },
  ]);
  expect(receipt.refs.map(({ name }) => name)).toEqual(['refs/heads/mäin']);
  expect(receipt.paths.map(({ what }) => what)).toEqual(['removed', 'renamed']);
});

test('what the proof left open stands in sentences', () => {
  const { left, notLookedAt } = makeReceipt(parts(token())).proof;
  expect(left).toEqual([
    `The blob ${oid('b')} holds it.`,
    `A name in the tree ${oid('a')} holds it.`,
    'The file logs/[secret]: It holds it.',
    'A name holds it: refs/heads/[secret].',
  ]);
  expect(notLookedAt).toHaveLength(2);
});

test('LFS objects are orphaned where no pointer is left to them', () => {
  const pointer = (digit: string) =>
    Buffer.from(`version https://git-lfs.github.com/spec/v1\noid sha256:${digit.repeat(64)}\nsize 3\n`);
  expect(orphanedLfs([pointer('b'), pointer('a'), pointer('c'), Buffer.from('no pointer')], [pointer('b')])).toEqual([
    'a'.repeat(64),
    'c'.repeat(64),
  ]);
});
