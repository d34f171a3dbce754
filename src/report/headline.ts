import type { Report } from '../domain/report.ts';
import type { Secret } from '../domain/secret.ts';
import { byteSize, count } from './amounts.ts';
import { displayText } from './display-path.ts';
import { bySecret, findingsOf, secretsOf } from './findings-of.ts';
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
      return `${before}: ${count(bySecret(findingsOf(report).blocking).length, 'secret')} ${whereOf(meta, secretsOf(report))}`;
    case 'incomplete':
      return `${before}: not everything could be read, so nothing can be promised (exit code 2)`;
    case 'allow':
      return `${before}: ${allowed(report, meta)}`;
  }
}

function allowed(report: Report, meta: ReportMeta): string {
  const { blocking, warnings } = findingsOf(report);
  const found = blocking.length + warnings.length > 0 ? 'nothing that blocks' : 'no secrets';
  const unread = report.coverage.skipped.filter((skip) => skip.incomplete).length;
  const rest = unread > 0 ? `; ${count(unread, 'part')} could not be read` : '';
  return `${found} in ${amountRead(report, meta)}${rest}`;
}

/** `12 objects, 34.5 kB`. */
export function amountRead({ coverage }: Report, { source }: ReportMeta): string {
  const unit = source.kind === 'paths' ? 'file' : 'object';
  return `${count(coverage.objects, unit)}, ${byteSize(coverage.bytes)}`;
}

function whereOf(meta: ReportMeta, secrets: readonly Secret[]): string {
  return DOORS[meta.door].where ?? `in ${displayText(meta.source.description, secrets)}`;
}
