import { type Finding, withParts } from '../domain/finding.ts';
import type { Report } from '../domain/report.ts';
import type { AdviceLine } from './take-out.ts';

/** What a report says of all its findings together. */
export type ReportScope = Pick<Report, 'fingerprintScope' | 'purged'>;

/** More are named by their rules. */
const MOST_FINGERPRINTS = 5;

/** As many digits as tell any two apart in practice. */
const DIGITS = 12;

/** How to take out what a scan of the whole history found. */
export function historyLines(group: readonly Finding[], report: ReportScope): AdviceLine[] {
  if (group.every(({ history }) => history?.state === 'unreachable')) return unreached(report);
  return [
    { say: 'it is in the history: whoever has a clone has it, so replacing it is what counts.' },
    { say: 'taking it out rewrites every commit since; agree on it with everyone who has a clone. The plan first:' },
    { run: `unleak purge ${targets(group, report).join(' ')}` },
  ];
}

function unreached({ purged }: ReportScope): AdviceLine[] {
  // git would keep some of it from being collected, and the backup would stay.
  if (purged?.state === 'stored')
    return [
      { say: 'no ref reaches it, since a purge took it out; the old objects and the backup go with (same targets):' },
      { run: 'unleak purge --finish <targets>' },
      { say: 'in any other clone with `unleak rejoin`.' },
    ];
  return [
    { say: 'no ref reaches it; in this clone, what no ref reaches goes for good (stashes but the last, too) with:' },
    { run: 'git reflog expire --expire-unreachable=now --all && git gc --prune=now' },
  ];
}

/** Fingerprints of one run say nothing to the next. */
function targets(group: readonly Finding[], { fingerprintScope }: ReportScope): string[] {
  // Parts, too: an id that stays is found again.
  const all = withParts(group);
  const fingerprints = [...new Set(all.map(({ fingerprint }) => fingerprint.slice(0, DIGITS)))];
  const isKnown = fingerprintScope === 'repository' && fingerprints.length <= MOST_FINGERPRINTS;
  return isKnown ? fingerprints : [...new Set(all.map(({ rule }) => rule))];
}
