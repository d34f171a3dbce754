import type { Finding } from '../domain/finding.ts';
import type { Report } from '../domain/report.ts';
import type { Tier } from '../domain/rule.ts';
import type { Secret } from '../domain/secret.ts';
import { shortOid } from './amounts.ts';
import { displayText, shorten } from './display-path.ts';
import { findingsOf, secretsOf } from './findings-of.ts';
import { amountRead, headline } from './headline.ts';
import { codeBlock, codeSpan, escapeMarkdown, escapeSentence } from './markdown.ts';
import { purgedAdvice, purgedClause, purgedItems } from './purged-text.ts';
import type { ReportMeta, Rotate } from './report-meta.ts';
import { safeReport } from './safe-report.ts';
import { SKIP_WORDS } from './skip-words.ts';
import type { AdviceLine } from './take-out.ts';
import { placeOf } from './text-findings.ts';
import { type Advice, wayOut } from './way-out.ts';

const MOST_ROWS = 500;

/** Bytes that one table may take: a job summary of more than 1 MiB is thrown away whole. */
const MOST_BYTES = 400_000;

const LONGEST_CELL = 160;

/** Findings that the way out speaks of. */
const ADVISED = 20;

/**
 * The report as Markdown for a job summary: what was found, the way out, what was not read. Paths and reasons can hold no
 * markup, and all of it stays well under GitHub's limit of 1 MiB.
 *
 * @param options `rotate` gives the sentence on how to replace what a rule finds
 */
export function renderSummary(unsafe: Report, meta: ReportMeta, options: { readonly rotate?: Rotate } = {}): string {
  const report = safeReport(unsafe);
  const secrets = secretsOf(report);
  const { blocking } = findingsOf(report);
  const advice =
    blocking.length === 0
      ? []
      : wayOut(blocking.slice(0, ADVISED), report, meta, secrets, options.rotate ?? (() => undefined));
  const parts = [
    `## ${escapeMarkdown(headline(report, meta))}`,
    `Read: ${amountRead(report, meta)}.`,
    purgedSection(report, meta),
    findingsTable(report, secrets),
    ...advice.map((step, index) => adviceSection(step, index + 1)),
    skipsTable(report, secrets),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function purgedSection({ purged }: Report, meta: ReportMeta): string {
  if (!purged) return '';
  const items = purgedItems(purged).map((item) => `- ${codeSpan(item)}`);
  const advice = purgedAdvice(purged, meta).map(escapeSentence);
  return [`### ${escapeMarkdown(purgedClause(purged))}`, items.join('\n'), ...advice].join('\n\n');
}

function findingsTable(report: Report, secrets: readonly Secret[]): string {
  const { blocking, warnings, notes, suppressed, preexisting } = findingsOf(report);
  const rows = [...blocking, ...warnings, ...notes, ...suppressed, ...preexisting];
  const head = ['| | What | Rule | Where | Commit | Fingerprint |', '| --- | --- | --- | --- | --- | --- |'];
  return table(head, rows, (finding) => [
    status(finding, secrets),
    escapeMarkdown(shorten(titlesOf(finding), LONGEST_CELL)),
    codeSpan(finding.rule),
    codeSpan(shorten(placeOf(finding, secrets), LONGEST_CELL)),
    finding.commit === undefined ? '' : codeSpan(shortOid(finding.commit)),
    codeSpan(finding.fingerprint),
  ]);
}

const titlesOf = ({ title, parts = [] }: Finding): string => [title, ...parts.map((part) => part.title)].join(' + ');

const STATUS: Readonly<Record<Tier, string>> = { block: '**blocks**', warn: 'warning', note: 'note' };

function status({ suppressed, tier }: Finding, secrets: readonly Secret[]): string {
  if (suppressed === undefined) return STATUS[tier];
  return `suppressed (${suppressed.by}): ${escapeMarkdown(shorten(displayText(suppressed.reason, secrets), LONGEST_CELL))}`;
}

function skipsTable({ coverage }: Report, secrets: readonly Secret[]): string {
  const rows = coverage.skipped.toSorted((a, b) => Number(b.incomplete) - Number(a.incomplete));
  return table(['| Not scanned | Why | What to do |', '| --- | --- | --- |'], rows, (skip) => [
    codeSpan(shorten(displayText(skip.what, secrets), LONGEST_CELL)),
    SKIP_WORDS[skip.reason].one + (skip.incomplete ? '' : ' (by design)'),
    skip.incomplete ? escapeSentence(SKIP_WORDS[skip.reason].remedy) : '',
  ]);
}

function table<T>(head: readonly string[], rows: readonly T[], cells: (row: T) => readonly string[]): string {
  if (rows.length === 0) return '';
  const lines: string[] = [];
  let bytes = 0;
  for (const row of rows.slice(0, MOST_ROWS)) {
    const line = `| ${cells(row).join(' | ')} |`;
    bytes += Buffer.byteLength(line) + 1;
    if (bytes > MOST_BYTES) break;
    lines.push(line);
  }
  const more = rows.length - lines.length;
  return [...head, ...lines, ...(more > 0 ? ['', `… and ${more} more.`] : [])].join('\n');
}

function adviceSection({ title, lines }: Advice, number: number): string {
  return [`### ${number}. ${escapeMarkdown(title)}`, ...paragraphs(lines)].join('\n\n');
}

/** Sentences as they are, and each run of commands as one block of code. */
function paragraphs(lines: readonly AdviceLine[]): string[] {
  const parts: string[] = [];
  let commands: string[] = [];
  for (const line of [...lines, undefined]) {
    if (line !== undefined && !('say' in line)) {
      commands.push('run' in line ? line.run : line.paste);
      continue;
    }
    if (commands.length > 0) parts.push(codeBlock(commands));
    commands = [];
    if (line !== undefined) parts.push(escapeSentence(line.say));
  }
  return parts;
}
