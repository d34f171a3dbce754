import type { Skip } from '../domain/coverage.ts';
import type { Finding } from '../domain/finding.ts';
import type { Report } from '../domain/report.ts';
import type { Secret } from '../domain/secret.ts';
import { shortOid } from './amounts.ts';
import { displayPath, displayText, shorten } from './display-path.ts';
import { findingsOf, secretsOf } from './findings-of.ts';
import { headline } from './headline.ts';
import { purgedAdvice, purgedClause, purgedItems } from './purged-text.ts';
import type { ReportMeta } from './report-meta.ts';
import { safeReport } from './safe-report.ts';
import { SKIP_WORDS } from './skip-words.ts';
import { placeOf, withPartsText } from './text-findings.ts';
import { type WorkflowCommand, workflowCommand } from './workflow-command.ts';

/** GitHub shows ten errors and ten warnings of a step, and drops the others without a word. */
const MOST_SHOWN = 10;

/**
 * The report as workflow commands, which GitHub shows as annotations. Where there are more than it shows, the tenth says
 * how many are missing. Nothing from a repository can start a command of its own.
 *
 * @see https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 */
export function renderGithub(unsafe: Report, meta: ReportMeta): string {
  const report = safeReport(unsafe);
  const secrets = secretsOf(report);
  const { blocking, warnings } = findingsOf(report);
  const unread = report.coverage.skipped.filter((skip) => skip.incomplete);
  const purged = annotatePurged(report, meta);
  const errors = [
    ...purged.filter(({ level }) => level === 'error'),
    ...blocking.map((finding) => annotate(finding, 'error', secrets)),
    ...unread.map((skip) => annotateSkip(skip, secrets)),
  ];
  const annotations = [
    ...atMostShown(errors, 'error', headline(report, meta)),
    ...atMostShown(
      [
        ...purged.filter(({ level }) => level === 'warning'),
        ...warnings.map((finding) => annotate(finding, 'warning', secrets)),
      ],
      'warning',
      'unleak',
    ),
  ];
  return annotations.map((annotation) => workflowCommand(annotation)).join('');
}

function annotate(finding: Finding, level: WorkflowCommand['level'], secrets: readonly Secret[]): WorkflowCommand {
  return {
    level,
    properties: { ...fileOf(finding, secrets), title: `unleak: ${finding.title}` },
    message: `${finding.title} (${finding.rule}) at ${placeOf(finding, secrets)}${inCommit(finding)}${withPartsText(finding, secrets)}, fingerprint ${finding.fingerprint}`,
  };
}

/** One for all of them: there may be thousands. */
function annotatePurged({ purged }: Report, meta: ReportMeta): WorkflowCommand[] {
  if (!purged) return [];
  return [
    {
      level: purged.state === 'incoming' ? 'error' : 'warning',
      properties: { title: `unleak: ${purgedClause(purged)}` },
      message: [...purgedItems(purged), ...purgedAdvice(purged, meta)].join('\n'),
    },
  ];
}

/** The file, where its name can be given as it is: GitHub looks it up in the repository. */
function fileOf({ path, line, column }: Finding, secrets: readonly Secret[]): WorkflowCommand['properties'] {
  if (path === undefined || path.length > 1000) return {};
  const file = displayPath(path, secrets);
  return file !== Buffer.from(path, 'latin1').toString('utf8') ? {} : { file, line, col: column };
}

function annotateSkip(skip: Skip, secrets: readonly Secret[]): WorkflowCommand {
  const { one, remedy } = SKIP_WORDS[skip.reason];
  const what = shorten(displayText(skip.what, secrets), 240);
  return {
    level: 'error',
    properties: { title: 'unleak: not everything was read' },
    message: `${one}: ${what}\n${remedy}`,
  };
}

function atMostShown(
  all: readonly WorkflowCommand[],
  level: WorkflowCommand['level'],
  title: string,
): readonly WorkflowCommand[] {
  if (all.length <= MOST_SHOWN) return all;
  const shown = all.slice(0, MOST_SHOWN - 1);
  const message = `… and ${all.length - shown.length} more: the job summary has them`;
  return [...shown, { level, properties: { title }, message }];
}

const inCommit = ({ commit }: Finding): string => (commit === undefined ? '' : ` in commit ${shortOid(commit)}`);
