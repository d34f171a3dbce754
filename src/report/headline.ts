import type { Report } from '../domain/report.ts';
import type { Secret } from '../domain/secret.ts';
import { byteSize, count } from './amounts.ts';
import { displayText } from './display-path.ts';
import { bySecret, findingsOf, secretsOf } from './findings-of.ts';
import { purgedClause } from './purged-text.ts';
import type { Door, ReportMeta } from './report-meta.ts';

/** What each door stops, and where it looked; undefined where the source's description says it better. */
const DOORS: Readonly<Record<Door, { readonly stopped?: string; readonly where?: string }>> = {
  'pre-commit': { stopped: 'commit blocked', where: 'in what this commit brings' },
  'pre-merge-commit': { stopped: 'merge blocked', where: 'in what this merge brings' },
  'commit-msg': { stopped: 'commit blocked', where: 'in the commit message' },
  'pre-push': { stopped: 'push blocked', where: 'in what this push brings' },
  'pre-receive': { stopped: 'push refused', where: 'in what this push brings' },
  scan: {},
  action: { stopped: 'check failed' },
};

/** The report in one line, without a full stop: `unleak: commit blocked: 2 secrets in what this commit brings`. */
export function headline(report: Report, meta: ReportMeta): string {
  const { stopped } = DOORS[meta.door];
  const before = stopped === undefined || report.verdict === 'allow' ? 'unleak' : `unleak: ${stopped}`;
  switch (report.verdict) {
    case 'block':
      return `${before}: ${blocked(report, meta)}`;
    case 'incomplete':
      return `${before}: not everything could be read, so nothing can be promised (exit code 2)`;
    case 'allow':
      return `${before}: ${allowed(report, meta)}`;
  }
}

/** `2 secrets in what this push brings, and 1 purged object would come back`, or one of the two. */
function blocked(report: Report, meta: ReportMeta): string {
  const { purged } = report;
  const secrets = bySecret(findingsOf(report).blocking).length;
  const found = `${count(secrets, 'secret')} ${whereOf(meta, secretsOf(report))}`;
  if (purged?.state !== 'incoming') return found;
  if (secrets > 0) return `${found}, and ${purgedClause(purged)}`;
  const isPush = DOORS[meta.door].where !== undefined;
  return isPush ? purgedClause(purged) : `${purgedClause(purged)} with ${described(meta, secretsOf(report))}`;
}

function allowed(report: Report, meta: ReportMeta): string {
  const { blocking, warnings, notes } = findingsOf(report);
  const found = blocking.length + warnings.length + notes.length > 0 ? 'nothing that blocks' : 'no secrets';
  const unread = report.coverage.skipped.filter((skip) => skip.incomplete).length;
  const rest = [
    ...(unread > 0 ? [`${count(unread, 'part')} could not be read`] : []),
    ...(report.purged ? [purgedClause(report.purged)] : []),
  ];
  return [`${found} in ${amountRead(report, meta)}`, ...rest].join('; ');
}

/** `12 objects, 34.5 kB`. */
export function amountRead({ coverage }: Report, { source }: ReportMeta): string {
  const unit = source.kind === 'paths' ? 'file' : 'object';
  return `${count(coverage.objects, unit)}, ${byteSize(coverage.bytes)}`;
}

function whereOf(meta: ReportMeta, secrets: readonly Secret[]): string {
  return DOORS[meta.door].where ?? `in ${described(meta, secrets)}`;
}

function described({ source }: ReportMeta, secrets: readonly Secret[]): string {
  return displayText(source.description, secrets);
}
