import type { Finding } from '../domain/finding.ts';
import type { Report } from '../domain/report.ts';
import type { Secret } from '../domain/secret.ts';
import { bySecret, findingsOf, type SortedFindings, secretsOf } from './findings-of.ts';
import { headline } from './headline.ts';
import { type Paint, paint } from './paint.ts';
import { textPurged } from './purged-text.ts';
import type { ReportMeta, Rotate, SourceKind } from './report-meta.ts';
import { safeReport } from './safe-report.ts';
import { textFindings, textNotes, textWarnings } from './text-findings.ts';
import { leftOut, textUnread } from './text-skips.ts';
import { type Advice, wayOut } from './way-out.ts';

/** Choices for the text. */
export interface TextOptions {
  readonly color: boolean;
  /** Gives the sentence on how to replace what a rule finds. */
  readonly rotate: Rotate;
  /** Nothing at all is printed when nothing was found and all was read: for hooks. */
  readonly quietWhenClean?: boolean;
}

/** Secrets that a hook or the Action shows; `unleak scan` shows all. */
const MOST_SECRETS = 5;

const SEE_ALL: Readonly<Record<SourceKind, string | undefined>> = {
  staged: 'unleak scan --staged',
  range: 'unleak scan --range <from>..<to>',
  push: 'unleak scan --range <from>..<to>',
  receive: 'unleak scan --range <from>..<to>',
  all: 'unleak scan --all',
  paths: 'unleak scan <path>',
  stdin: undefined,
  message: undefined,
};

/**
 * The report for a person: what was found and where (never the value), the way out, what was not read. Safe to print:
 * nothing from a repository can steer the terminal or a CI runner.
 */
export function renderText(unsafe: Report, meta: ReportMeta, options: TextOptions): string {
  const report = safeReport(unsafe);
  const sorted = findingsOf(report);
  if (options.quietWhenClean && isClean(report, sorted)) return '';
  const secrets = secretsOf(report);
  const colors = paint(options.color);
  const lines = [
    titleOf(report, meta, colors),
    ...spaced(textPurged(report.purged, meta)),
    ...spaced(blockLines(report, meta, sorted, secrets, options, colors)),
    ...spaced(textUnread(report.coverage.skipped, secrets)),
    ...spaced(textWarnings(sorted.warnings, secrets, colors)),
    ...textNotes(sorted.notes, secrets),
    ...notCounted(sorted),
    ...[leftOut(report.coverage.skipped)].filter((line) => line !== undefined),
  ];
  return `${lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trimEnd()}\n`;
}

function isClean(report: Report, { warnings, notes }: SortedFindings): boolean {
  return (
    report.verdict === 'allow' &&
    report.purged === undefined &&
    warnings.length === 0 &&
    notes.length === 0 &&
    report.coverage.skipped.every((skip) => !skip.incomplete)
  );
}

function titleOf(report: Report, meta: ReportMeta, colors: Paint): string {
  const color = { allow: colors.green, block: colors.red, incomplete: colors.yellow }[report.verdict];
  return colors.bold(color(headline(report, meta)));
}

function blockLines(
  report: Report,
  meta: ReportMeta,
  { blocking }: SortedFindings,
  secrets: readonly Secret[],
  { rotate }: TextOptions,
  colors: Paint,
): string[] {
  if (blocking.length === 0) return [];
  const groups = bySecret(blocking);
  const shown = meta.door === 'scan' ? groups : groups.slice(0, MOST_SECRETS);
  const more = groups.length - shown.length;
  const advice = wayOut(shown.slice(0, MOST_SECRETS).flat(), report, meta, secrets, rotate);
  return [
    ...textFindings(shown, secrets, colors),
    ...(more > 0 ? [`… and ${more} more${seeAll(meta)}`, ''] : []),
    ...advice.flatMap((step, index) => adviceLines(step, index + 1, colors)),
  ];
}

function seeAll({ source, door }: ReportMeta): string {
  if (door === 'action') return ' (the job summary has them)';
  const command = SEE_ALL[source.kind];
  return command === undefined ? '' : ` (run \`${command}\` to see all)`;
}

function adviceLines({ title, lines }: Advice, number: number, colors: Paint): string[] {
  const shown = lines.map((line) => {
    if ('paste' in line) return colors.bold(line.paste);
    return 'run' in line ? `       ${colors.bold(line.run)}` : `   ${line.say}`;
  });
  return [`${number}. ${title}`, ...shown, ''];
}

function notCounted({ suppressed, preexisting }: SortedFindings): string[] {
  const parts = [...counted(suppressed, 'suppressed'), ...counted(preexisting, 'already in the parent commit')];
  return parts.length === 0 ? [] : [`${parts.join(', ')}: not counted`];
}

function counted(findings: readonly Finding[], what: string): string[] {
  return findings.length === 0 ? [] : [`${findings.length} ${what}`];
}

function spaced(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', ...lines];
}
