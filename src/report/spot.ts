import type { Finding } from '../domain/finding.ts';
import type { ReportMeta } from './report-meta.ts';

/** Where a secret stands decides how it comes out. */
export type Spot =
  | 'staged'
  | 'draft'
  | 'tip'
  | 'older'
  | 'commit'
  | 'message'
  | 'history'
  | 'tag'
  | 'blob'
  | 'file'
  | 'text';

/** What kind of place a finding is in. */
export function spotOf(finding: Finding, meta: ReportMeta): Spot {
  if (finding.kind === 'message') return 'draft';
  if (finding.kind === 'tag') return 'tag';
  if (finding.kind === 'file') return finding.path === undefined ? 'text' : 'file';
  if (meta.source.kind === 'all') return 'history';
  if (finding.kind === 'commit') return 'message';
  if (finding.path === undefined) return 'blob';
  if (meta.source.kind === 'staged') return 'staged';
  if (finding.commit === undefined) return 'blob';
  if (meta.tip === undefined) return 'commit';
  return finding.commit === meta.tip ? 'tip' : 'older';
}
