import type { Refusal } from '../plan/purge-plan.ts';
import type { Subject } from './subject.ts';
import type { Survey } from './survey.ts';

/** What speaks against a purge, by what was found. */
export function refusalsOf({ refs }: Subject, { found, cleaner }: Survey): Refusal[] {
  const telling = refs.filter(({ name }) => cleaner.clean(Buffer.from(name, 'latin1'), 'message'));
  return [...unreadable(found.unread.map(({ oid }) => oid)), ...telling.map(({ oid }) => namedAfterIt(oid))];
}

function unreadable(oids: readonly string[]): Refusal[] {
  if (oids.length === 0) return [];
  const some = oids.slice(0, 3).join(', ');
  return [
    {
      code: 'unreadable-objects',
      message: `${oids.length === 1 ? 'One object' : `${oids.length} objects`} could not be read (${some}${oids.length > 3 ? ', …' : ''}), so nobody knows whether what is to go stands there.`,
      wayOut:
        'Look with `git fsck`; a fresh clone is often the shortest way. What no ref reaches goes with `git gc --prune=now`.',
    },
  ];
}

/** The name itself can't be said here. */
const namedAfterIt = (oid: string): Refusal => ({
  code: 'ref-name',
  message: `The name of a ref on ${oid} holds what is to go. A purge renames no refs: others know them by their names.`,
  wayOut: `Find it with \`git for-each-ref --points-at ${oid}\`, then rename it: \`git branch -m <old> <new>\`, or \`git update-ref <new> ${oid}\` and \`git update-ref -d <old>\`.`,
});
