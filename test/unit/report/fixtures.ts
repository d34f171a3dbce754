import { randomBytes } from 'node:crypto';
import type { Finding } from '../../../src/domain/finding.ts';
import type { Report } from '../../../src/domain/report.ts';
import { Secret } from '../../../src/domain/secret.ts';
import type { ReportMeta, SourceKind } from '../../../src/report/report-meta.ts';

/** Token-shaped text, new in every run. */
export function token(): string {
  return ['gh', 'p_', randomBytes(18).toString('hex')].join('');
}

/** An object id: one hex digit forty times. */
export const oid = (digit: string): string => digit.repeat(40);

/** UTF-8 text as a path's bytes. */
export const bytesOf = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

/** A staged finding that blocks; a new secret each time. */
export function finding(changes: Partial<Finding> = {}): Finding {
  const base: Finding = {
    rule: 'aws-access-key-id',
    title: 'AWS access key id',
    secretType: 'aws_access_key_id',
    tier: 'block',
    confidence: 'certain',
    fingerprint: randomBytes(16).toString('hex'),
    kind: 'blob',
    object: oid('a'),
    path: 'config.py',
    line: 3,
    column: 14,
    encodings: [],
    secret: new Secret(token()),
  };
  return { ...base, ...changes };
}

/** A finding with no path. */
export function pathless(changes: Partial<Finding>): Finding {
  const { path: _, ...rest } = finding();
  return { ...rest, ...changes };
}

/** A report on twelve objects. */
export function report(changes: Partial<Report> = {}): Report {
  return {
    verdict: 'block',
    coverage: { objects: 12, bytes: 34_512, skipped: [] },
    findings: [],
    fingerprintScope: 'repository',
    ...changes,
  };
}

/** What a door says of its run. */
export function meta(door: ReportMeta['door'], kind: SourceKind, changes: Partial<ReportMeta> = {}): ReportMeta {
  return { version: '0.1.0', door, source: { kind, description: 'main..topic' }, ...changes };
}

export const STAGED = meta('pre-commit', 'staged');
export const PUSH = meta('pre-push', 'push');
