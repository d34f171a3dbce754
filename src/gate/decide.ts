import type { Coverage } from '../domain/coverage.ts';
import type { Finding } from '../domain/finding.ts';
import type { Verdict } from '../domain/report.ts';

/**
 * The verdict. A secret that was found blocks, whatever else is unknown; without one, anything that was not read makes
 * it `incomplete`, except that an administrator may let a push pass when the time budget ran out.
 */
export function decide(findings: readonly Finding[], { skipped }: Coverage, onTimeout: 'closed' | 'open'): Verdict {
  if (findings.some(({ tier, suppressed }) => tier === 'block' && !suppressed)) return 'block';
  const unread = skipped.filter(
    ({ reason, incomplete }) => incomplete && !(reason === 'time-budget' && onTimeout === 'open'),
  );
  return unread.length > 0 ? 'incomplete' : 'allow';
}
