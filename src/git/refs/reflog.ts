import type { Oid } from '../../domain/blob.ts';
import { REFLOG_MESSAGE } from './move-refs.ts';

/** What takes part in the rewriting of a reflog. */
export interface ReflogRewriting {
  /** What became of an object; null: it is gone; undefined: it is as it was. */
  readonly newOf: (oid: Oid) => Oid | null | undefined;
  /** Takes texts out of a message or a name; undefined where there is nothing to take out. */
  readonly clean: (bytes: Buffer) => Buffer | undefined;
}

// <old> <new> A U Thor <author@example.com> 1700000000 +0000␉commit: message␊
// https://git-scm.com/docs/gitrepository-layout#Documentation/gitrepository-layout.txt-logs
const ENTRY = /^([0-9a-f]{40}|[0-9a-f]{64}) ([0-9a-f]{40}|[0-9a-f]{64}) (.*)$/s;

/**
 * Rewrites a reflog: ids by the map, in messages too; texts are cleaned. Entries for objects that are gone go, and so do
 * our own. A stash lives in its reflog's entries only, so none of the others may be lost.
 */
export function rewriteReflog(log: Buffer, rewriting: ReflogRewriting): Buffer {
  const lines = withoutOwnEntries(log).toString('latin1').split('\n');
  const rewritten = lines.map((line) => rewriteEntry(line, rewriting)).filter((line) => line !== undefined);
  return Buffer.from(rewritten.join('\n'), 'latin1');
}

function rewriteEntry(line: string, { newOf, clean }: ReflogRewriting): string | undefined {
  const [, old, oid, rest] = ENTRY.exec(line) ?? [];
  if (!old || !oid || rest === undefined) return cleanText(line, clean);
  const [from, to] = [newOf(old), newOf(oid)];
  if (to === null) return undefined;
  const before = from === null ? '0'.repeat(old.length) : (from ?? old);
  return `${before} ${to ?? oid} ${cleanText(replaceIds(rest, newOf), clean)}`;
}

/** Replaces full ids in a text; one whose object is gone stays. */
export const replaceIds = (text: string, newOf: ReflogRewriting['newOf']): string =>
  text.replace(/\b(?:[0-9a-f]{64}|[0-9a-f]{40})\b/g, (oid) => newOf(oid) ?? oid);

function cleanText(text: string, clean: ReflogRewriting['clean']): string {
  const cleaned = clean(Buffer.from(text, 'latin1'));
  // A marker that the user chose may hold a line end; an entry is one line.
  return cleaned ? cleaned.toString('latin1').replace(/\n/g, ' ') : text;
}

/** A reflog without the entries that our moves of refs left. */
export function withoutOwnEntries(log: Buffer): Buffer {
  const lines = log.toString('latin1').split('\n');
  return Buffer.from(lines.filter((line) => !line.endsWith(`\t${REFLOG_MESSAGE}`)).join('\n'), 'latin1');
}
