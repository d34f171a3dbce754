import type { Finding } from '../domain/finding.ts';
import type { Report } from '../domain/report.ts';
import { displayText } from './display-path.ts';
import { secretsOf } from './findings-of.ts';

/**
 * The report with names that are safe to print. Rule ids, titles and types may come from a plugin or from a configuration
 * that somebody pushed: escape sequences and secrets in them don't survive; ordinary names stay as they are.
 */
export function safeReport(report: Report): Report {
  const secrets = secretsOf(report);
  const safe = (text: string) => displayText(text, secrets);
  const safeFinding = (finding: Finding): Finding => ({
    ...finding,
    rule: safe(finding.rule),
    title: safe(finding.title),
    secretType: safe(finding.secretType),
    encodings: finding.encodings.map(safe),
    ...(finding.parts && { parts: finding.parts.map(safeFinding) }),
  });
  return { ...report, findings: report.findings.map(safeFinding) };
}
