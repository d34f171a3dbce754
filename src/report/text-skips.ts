import type { Skip } from '../domain/coverage.ts';
import type { Secret } from '../domain/secret.ts';
import { count } from './amounts.ts';
import { displayText, shorten } from './display-path.ts';
import { groupBy } from './findings-of.ts';
import { SKIP_WORDS } from './skip-words.ts';

const MOST_LISTED = 10;

const LONGEST_NAME = 240;

/** What keeps the verdict from being known: the first ten by name, the others counted, and what to do for each reason. */
export function textUnread(skipped: readonly Skip[], secrets: readonly Secret[]): string[] {
  const unread = skipped.filter((skip) => skip.incomplete);
  if (unread.length === 0) return [];
  const groups = groupBy(unread, (skip) => skip.reason);
  const listed = groups.flat().slice(0, MOST_LISTED);
  const more = unread.length - listed.length;
  return [
    'Could not be read:',
    ...listed.map(
      (skip) => `  - ${SKIP_WORDS[skip.reason].one}: ${shorten(displayText(skip.what, secrets), LONGEST_NAME)}`,
    ),
    ...(more > 0 ? [`  … and ${more} more`] : []),
    'What to do:',
    ...groups.map(([first]) => `  - ${SKIP_WORDS[first!.reason].remedy}`),
    '',
  ];
}

/** What was left out by design, in one line; undefined if there was nothing. */
export function leftOut(skipped: readonly Skip[]): string | undefined {
  const byDesign = skipped.filter((skip) => !skip.incomplete);
  if (byDesign.length === 0) return undefined;
  const kinds = groupBy(byDesign, (skip) => skip.reason).map((group) => {
    const { one, many } = SKIP_WORDS[group[0]!.reason];
    return count(group.length, one, many);
  });
  return `not scanned, by design: ${kinds.join(', ')}`;
}
