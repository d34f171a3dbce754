import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Oid } from '../../domain/blob.ts';
import { jsonText } from '../../report/json-text.ts';
import type { ChangedRef, Receipt } from './receipt.ts';
import { renderReceiptHtml } from './render-receipt-html.ts';
import { renderReceiptText } from './render-receipt-text.ts';

/** What a receipt's files hold besides the receipt. */
export interface ReceiptMaps {
  /** Every commit that was reached, the untouched ones too: what it became, null where it is gone. */
  readonly commits: Iterable<readonly [old: Oid, now: Oid | null]>;
  /** Every ref. */
  readonly refs: readonly ChangedRef[];
  /** The blobs that held it, for GitLab's "Remove blobs". */
  readonly blobs: Iterable<Oid>;
}

/** GitLab takes a commit map of so many lines at once. */
const MOST_LINES = 20_000;

/**
 * Writes the receipt into its folder: the maps in git-filter-repo's formats and under its names
 * (https://github.com/newren/git-filter-repo, `_record_metadata`), and the rest for people and programs.
 */
export function writeReceipt(receipt: Receipt, maps: ReceiptMaps): void {
  mkdirSync(receipt.folder, { recursive: true });
  for (const [name, text] of receiptFiles(receipt, maps)) writeFileSync(join(receipt.folder, name), text, 'latin1');
}

/** The files by name; their texts are bytes as latin1. */
export function receiptFiles(receipt: Receipt, maps: ReceiptMaps): Map<string, string> {
  const commits = [...maps.commits].map(([old, now]) => `${old} ${now ?? gone(old)}`).sort();
  const refs = [...maps.refs].sort((a, b) => (a.name < b.name ? -1 : 1));
  const changed = refs.filter((ref) => ref.old !== ref.new);
  const first = receipt.firstChanged.map(({ old, new: now }) => `${old} ${now ?? gone(old)}`).sort();
  return new Map([
    ['commit-map', lines([COMMIT_HEADER, ...commits])],
    ...commitParts(commits),
    ['ref-map', lines([REF_HEADER, ...refs.map((ref) => `${ref.old} ${ref.new ?? gone(ref.old)} ${ref.name}`)])],
    ['changed-refs', lines(changed.map(({ name }) => name))],
    ['first-changed-commits', lines(first)],
    ['orphaned_lfs_objects', lines([...receipt.orphanedLfsObjects].sort().map((oid) => `sha256:${oid}`))],
    ['removed-blobs', lines([...maps.blobs].sort())],
    ['receipt.json', bytes(jsonText(receipt))],
    ['receipt.html', bytes(renderReceiptHtml(receipt))],
    ['receipt.txt', bytes(renderReceiptText(receipt, { color: false }))],
  ]);
}

const COMMIT_HEADER = `${'old'.padEnd(40)} new`;
const REF_HEADER = `${'old'.padEnd(40)} ${'new'.padEnd(40)} ref`;

const gone = (old: Oid): string => '0'.repeat(old.length);

const lines = (all: readonly string[]): string => all.map((line) => `${line}\n`).join('');

const bytes = (text: string): string => Buffer.from(text).toString('latin1');

function commitParts(commits: readonly string[]): [string, string][] {
  const most = MOST_LINES - 1;
  if (commits.length <= most) return [];
  return Array.from({ length: Math.ceil(commits.length / most) }, (_, part) => [
    `commit-map.${part + 1}`,
    lines([COMMIT_HEADER, ...commits.slice(part * most, (part + 1) * most)]),
  ]);
}
