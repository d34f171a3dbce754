import type { Skip } from '../domain/coverage.ts';
import type { Finding } from '../domain/finding.ts';
import type { PurgedAgain } from '../domain/purged.ts';
import type { Report } from '../domain/report.ts';
import type { Secret } from '../domain/secret.ts';
import { secretsOf } from './findings-of.ts';
import { jsonText } from './json-text.ts';
import { pathText, plainText } from './path-text.ts';
import type { ReportMeta } from './report-meta.ts';
import { safeReport } from './safe-report.ts';

/**
 * The report for programs, as `config/schema/report.schema.json` describes it: all findings, suppressed ones too, and
 * all that was skipped. Absent values are null; secrets never stand in it, in paths and reasons neither.
 */
export function renderJson(unsafe: Report, meta: ReportMeta): string {
  const report = safeReport(unsafe);
  const secrets = secretsOf(report);
  return jsonText({
    version: 1,
    tool: { name: 'unleak', version: meta.version },
    source: { kind: meta.source.kind, description: plainText(meta.source.description, secrets), door: meta.door },
    verdict: report.verdict,
    fingerprintScope: report.fingerprintScope,
    coverage: {
      objects: report.coverage.objects,
      bytes: report.coverage.bytes,
      skipped: report.coverage.skipped.map((skip) => skipEntry(skip, secrets)),
    },
    purged: report.purged ? purgedEntry(report.purged) : null,
    findings: report.findings.map((finding) => findingEntry(finding, secrets)),
  });
}

function skipEntry(skip: Skip, secrets: readonly Secret[]): object {
  return { reason: skip.reason, what: plainText(skip.what, secrets), incomplete: skip.incomplete };
}

function purgedEntry({ state, count, objects }: PurgedAgain): object {
  return { state, count, objects: objects.map(({ oid, kind }) => ({ object: oid, kind: kind ?? null })) };
}

function findingEntry(finding: Finding, secrets: readonly Secret[]): object {
  const { suppressed } = finding;
  return {
    rule: finding.rule,
    title: finding.title,
    secretType: finding.secretType,
    tier: finding.tier,
    confidence: finding.confidence,
    fingerprint: finding.fingerprint,
    object: finding.object ?? null,
    kind: finding.kind,
    ...pathEntry(finding, secrets),
    line: finding.line,
    column: finding.column,
    commit: finding.commit ?? null,
    state: finding.history?.state ?? null,
    author: finding.history?.author === undefined ? null : plainText(finding.history.author, secrets),
    date: finding.history?.date ?? null,
    encodings: finding.encodings,
    about: finding.about ?? [],
    suppressed: suppressed ? { by: suppressed.by, reason: plainText(suppressed.reason, secrets) } : null,
    parts: (finding.parts ?? []).map((part) => findingEntry(part, secrets)),
  };
}

function pathEntry(finding: Finding, secrets: readonly Secret[]): object {
  if (finding.path === undefined) return { path: null };
  const { text, base64 } = pathText(finding.path, secrets);
  return base64 === undefined ? { path: text } : { path: text, pathBytes: base64 };
}
