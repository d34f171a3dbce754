import { type Finding, withParts } from '../domain/finding.ts';
import type { Report } from '../domain/report.ts';
import type { Secret } from '../domain/secret.ts';

/** A report's findings, sorted by what they mean for the reader. */
export interface SortedFindings {
  /** What stops the commit or push. */
  readonly blocking: readonly Finding[];
  /** Reported, never in the way. */
  readonly warnings: readonly Finding[];
  /** Counted, never in the way: what stands in tests, as a rule. */
  readonly notes: readonly Finding[];
  /** Suppressed by a mark or the allowlist. */
  readonly suppressed: readonly Finding[];
  /** The parent commit had them already. */
  readonly preexisting: readonly Finding[];
}

/** Sorts a report's findings; each is in one list. */
export function findingsOf(report: Report): SortedFindings {
  const open = report.findings.filter((finding) => finding.suppressed === undefined);
  const closed = report.findings.filter((finding) => finding.suppressed !== undefined);
  return {
    blocking: open.filter((finding) => finding.tier === 'block'),
    warnings: open.filter((finding) => finding.tier === 'warn'),
    notes: open.filter((finding) => finding.tier === 'note'),
    suppressed: closed.filter((finding) => finding.suppressed?.by !== 'preexisting'),
    preexisting: closed.filter((finding) => finding.suppressed?.by === 'preexisting'),
  };
}

/** Findings of one secret, wherever it stands. */
export function bySecret(findings: readonly Finding[]): Finding[][] {
  return groupBy(findings, (finding) => `${finding.title}\0${finding.fingerprint}`);
}

/** Groups in the order in which their first member comes. */
export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return [...groups.values()];
}

/** Every secret in the report, suppressed ones too: what must not appear in any output. */
export function secretsOf(report: Report): readonly Secret[] {
  return [...withParts(report.findings).map((finding) => finding.secret), ...(report.inNames ?? [])];
}
