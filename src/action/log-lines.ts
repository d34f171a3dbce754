import type { Finding } from '../domain/finding.ts';
import type { Report } from '../domain/report.ts';
import { shortOid } from '../report/amounts.ts';
import { findingsOf, secretsOf } from '../report/findings-of.ts';
import { headline } from '../report/headline.ts';
import { textPurged } from '../report/purged-text.ts';
import type { ReportMeta } from '../report/report-meta.ts';
import { safeReport } from '../report/safe-report.ts';
import { placeOf, withPartsText } from '../report/text-findings.ts';

const MOST_LINES = 200;

/**
 * The report for the step's log: GitHub shows ten annotations at most, the log has them all, each with its commit. No
 * line begins with text from the repository, so none can be a workflow command.
 */
export function logLines(unsafe: Report, meta: ReportMeta): string {
  const report = safeReport(unsafe);
  const secrets = secretsOf(report);
  const { blocking, warnings, notes } = findingsOf(report);
  const lineOf = (finding: Finding) =>
    `- ${commitOf(finding)}${placeOf(finding, secrets)}: ${finding.title} (${finding.rule})${withPartsText(finding, secrets)}`;
  const lines = [
    ...blocking.map(lineOf),
    ...warnings.map((finding) => `${lineOf(finding)}, a warning`),
    ...notes.map((finding) => `${lineOf(finding)}, a note`),
  ];
  const more = lines.length - MOST_LINES;
  const shown = more > 0 ? [...lines.slice(0, MOST_LINES), `- … and ${more} more`] : lines;
  return [headline(report, meta), ...textPurged(report.purged, meta), ...shown, ''].join('\n');
}

function commitOf({ commit }: Finding): string {
  return commit === undefined ? '' : `commit ${shortOid(commit)}, `;
}
