import type { Skip } from '../domain/coverage.ts';
import type { Finding, Suppression } from '../domain/finding.ts';
import type { PurgedAgain } from '../domain/purged.ts';
import { EXIT_CODES, type Report } from '../domain/report.ts';
import { TIERS } from '../domain/rule.ts';
import type { Secret } from '../domain/secret.ts';
import { displayText } from './display-path.ts';
import { secretsOf } from './findings-of.ts';
import { jsonText } from './json-text.ts';
import { plainText } from './path-text.ts';
import { purgedAdvice, purgedClause, purgedItems } from './purged-text.ts';
import type { ReportMeta, Rotate } from './report-meta.ts';
import { safeReport } from './safe-report.ts';
import { placeName, SOURCE_ROOT, sarifLocation } from './sarif-location.ts';
import { sarifLevel, sarifRules } from './sarif-rules.ts';
import { SKIP_WORDS } from './skip-words.ts';

/** GitHub rejects a run with more results. */
const MOST_RESULTS = 25_000;

/**
 * The report as SARIF 2.1.0, fit for GitHub code scanning. Columns count bytes. GitHub shows suppressed results as open
 * alerts: it does not read `suppressions`.
 *
 * @param options `rotate` gives a rule's sentence on how to replace a secret, for the rule's help
 * @see https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
export function renderSarif(unsafe: Report, meta: ReportMeta, options: { readonly rotate?: Rotate } = {}): string {
  const report = safeReport(unsafe);
  const secrets = secretsOf(report);
  const findings = mostImportant(report.findings);
  const rules = sarifRules(findings, options.rotate ?? (() => undefined));
  const indexOfRule = new Map(rules.map((rule, index) => [rule.id, index]));
  const run = {
    tool: { driver: { name: 'unleak', version: meta.version, rules } },
    automationDetails: { id: `unleak/${meta.source.kind}/` },
    originalUriBaseIds: { [SOURCE_ROOT]: { description: { text: 'The top of the work tree.' } } },
    invocations: [invocation(report, meta, secrets, report.findings.length - findings.length)],
    results: findings.map((finding) => result(finding, indexOfRule.get(finding.rule)!, report, secrets)),
    properties: { verdict: report.verdict, fingerprintScope: report.fingerprintScope, coverage: amounts(report) },
  };
  return jsonText({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] });
}

/** What counts first, where there are more findings than a run may have. */
function mostImportant(findings: readonly Finding[]): readonly Finding[] {
  if (findings.length <= MOST_RESULTS) return findings;
  const weight = (finding: Finding) => (finding.suppressed ? 3 : TIERS.indexOf(finding.tier));
  return findings.toSorted((a, b) => weight(a) - weight(b)).slice(0, MOST_RESULTS);
}

function amounts({ coverage }: Report): object {
  return { objects: coverage.objects, bytes: coverage.bytes };
}

function result(finding: Finding, ruleIndex: number, report: Report, secrets: readonly Secret[]): object {
  const where = finding.path === undefined ? ` in the ${placeName(finding)}` : '';
  return {
    ruleId: finding.rule,
    ruleIndex,
    level: sarifLevel(finding),
    message: {
      text: `${finding.title || finding.rule} found${where}. Take it out, and revoke it if it ever left your machine.`,
    },
    locations: [sarifLocation(finding, secrets)],
    ...(finding.parts && { relatedLocations: finding.parts.map((part, n) => partLocation(part, n, secrets)) }),
    ...(report.fingerprintScope === 'repository' && { partialFingerprints: { 'unleak/v1': finding.fingerprint } }),
    ...(finding.suppressed && { suppressions: [suppression(finding.suppressed, secrets)] }),
    properties: {
      commit: finding.commit ?? null,
      state: finding.history?.state ?? null,
      author: finding.history?.author === undefined ? null : plainText(finding.history.author, secrets),
      date: finding.history?.date ?? null,
      object: finding.object ?? null,
      kind: finding.kind,
      confidence: finding.confidence,
      secretType: finding.secretType,
      fingerprint: finding.fingerprint,
      encodings: finding.encodings,
      about: finding.about ?? [],
    },
  };
}

/** Where another part of a secret of several stands. */
function partLocation(part: Finding, number: number, secrets: readonly Secret[]): object {
  const { rule, secretType, fingerprint } = part;
  const text = `${part.title || rule}, a part of it`;
  return {
    id: number,
    ...sarifLocation(part, secrets),
    message: { text },
    properties: { rule, secretType, fingerprint },
  };
}

function suppression({ by, reason }: Suppression, secrets: readonly Secret[]): object {
  const kind = by === 'inline' ? 'inSource' : 'external';
  return { kind, status: 'accepted', justification: plainText(reason, secrets), properties: { by } };
}

function invocation(report: Report, meta: ReportMeta, secrets: readonly Secret[], dropped: number): object {
  const notes = [
    ...(report.purged ? [purgedNotification(report.purged, meta)] : []),
    ...report.coverage.skipped.map((skip) => notification(skip, secrets)),
  ];
  const left = {
    level: 'warning',
    message: { text: `${dropped} more results were left out: a run has ${MOST_RESULTS} at most.` },
  };
  return {
    executionSuccessful: report.verdict !== 'incomplete',
    exitCode: EXIT_CODES[report.verdict],
    toolExecutionNotifications: dropped > 0 ? [...notes, left] : notes,
  };
}

/** SARIF has no place for an object of git without a file, so they are told as what the run came upon. */
function purgedNotification(purged: PurgedAgain, meta: ReportMeta): object {
  const { state, count, objects } = purged;
  const text = `${purgedClause(purged)}: ${purgedItems(purged).join(', ')}. ${purgedAdvice(purged, meta).join(' ')}`;
  return {
    level: state === 'incoming' ? 'error' : 'warning',
    message: { text },
    properties: { reason: 'purged', state, count, objects: objects.map(({ oid }) => oid) },
  };
}

function notification(skip: Skip, secrets: readonly Secret[]): object {
  return {
    level: skip.incomplete ? 'error' : 'note',
    message: {
      text: `Not scanned: ${SKIP_WORDS[skip.reason].one}: ${displayText(skip.what, secrets)}`.replaceAll('](', '] ('),
    },
    properties: { reason: skip.reason, incomplete: skip.incomplete },
  };
}
