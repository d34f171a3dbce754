import type { PurgedAgain, PurgedObject } from '../domain/purged.ts';
import { count } from './amounts.ts';
import type { ReportMeta } from './report-meta.ts';

/** Objects that people are shown; the others are counted. */
const MOST_NAMED = 5;

/** `2 purged objects would come back`, or that they are still there. */
export function purgedClause({ state, count: amount }: PurgedAgain): string {
  const what = count(amount, 'purged object');
  if (state === 'incoming') return `${what} would come back`;
  return `${what} ${amount === 1 ? 'is' : 'are'} in the store`;
}

/** `commit 1b2c…` with the whole id, for whoever looks it up; the id alone where the kind is not known. */
const purgedName = ({ oid, kind }: PurgedObject): string => (kind === undefined ? oid : `${kind} ${oid}`);

/** The first of the objects, and how many more there are: a list's items. */
export function purgedItems({ objects, count: amount }: PurgedAgain): string[] {
  const shown = objects.slice(0, MOST_NAMED);
  const more = amount - shown.length;
  return [...shown.map(purgedName), ...(more > 0 ? [`… and ${more} more`] : [])];
}

/** What it means, and what to do: sentences with `code`. */
export function purgedAdvice({ state }: PurgedAgain, { door }: ReportMeta): string[] {
  if (state === 'stored') {
    return [
      'A purge took them out of the history, and the store has them still, or again.',
      'Where the purge was made, `unleak purge --finish` drops them; in any other clone, `unleak rejoin` does.',
    ];
  }
  const where = door === 'pre-receive' ? "the server's git directory" : "this repository's git directory";
  return [
    'A purge took them out of the history: whatever brings them comes from a clone that still has the old one.',
    'In that clone run `unleak rejoin`: it moves your own commits onto the new history. Do not merge the old history into it.',
    `Whoever may let an object in all the same deletes its line from \`unleak/purged-objects\` in ${where}.`,
  ];
}

/** All of it for a screen; nothing where nothing was met. */
export function textPurged(purged: PurgedAgain | undefined, meta: ReportMeta): string[] {
  if (!purged) return [];
  const [meaning, ...steps] = purgedAdvice(purged, meta);
  return ['Purged objects:', ...purgedItems(purged).map(item), meaning!, ...steps.map(item), ''];
}

const item = (text: string): string => (text.startsWith('…') ? `  ${text}` : `  - ${text}`);
