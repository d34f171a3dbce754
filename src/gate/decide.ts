import type { Report, Verdict } from '../domain/report.ts';

/** What a verdict is made from. */
type Evidence = Pick<Report, 'findings' | 'coverage'> & { readonly purged?: Report['purged'] | undefined };

/**
 * The verdict. A secret that was found blocks, whatever else is unknown, and so does an object that was purged and would
 * come back; without one, anything that was not read makes it `incomplete`, except that an administrator may let a push
 * pass when the time budget ran out.
 */
export function decide({ findings, coverage, purged }: Evidence, onTimeout: 'closed' | 'open'): Verdict {
  if (findings.some(({ tier, suppressed }) => tier === 'block' && !suppressed)) return 'block';
  if (purged?.state === 'incoming') return 'block';
  const unread = coverage.skipped.filter(
    ({ reason, incomplete }) => incomplete && !(reason === 'time-budget' && onTimeout === 'open'),
  );
  return unread.length > 0 ? 'incomplete' : 'allow';
}
