import { UnleakError } from '../../domain/unleak-error.ts';
import type { WantedFinding } from '../../gate/find-again.ts';

/** What a purge needs of a report: the findings that it can look up again. */
export interface ReadReport {
  readonly fingerprintScope: 'repository' | 'run';
  readonly findings: readonly WantedFinding[];
  /** Of these, what does not count: on an allowlist, or marked as no secret; and what blocks nothing. */
  readonly suppressed: number;
  readonly harmless: number;
}

const KINDS = ['blob', 'commit', 'tag', 'message', 'file'] as const;

/**
 * Reads a report of `unleak scan --format json` (config/schema/report.schema.json). Whoever wrote the file, nothing in it
 * is taken at its word: positions are looked up, and fingerprints are computed again.
 *
 * @throws UnleakError `usage` for what is no such report
 */
export function readReport(json: string, source: string): ReadReport {
  const report = parse(json, source);
  const { version, fingerprintScope } = report;
  if (version !== 1 || !Array.isArray(report.findings)) throw noReport(source);
  const findings = report.findings.flatMap((finding) => [finding, ...partsOf(finding)]);
  if (fingerprintScope !== 'repository' && fingerprintScope !== 'run') throw noReport(source);
  const wanted = findings.map((finding: unknown) => toWanted(finding, source));
  const suppressed = findings.filter((finding) => finding.suppressed !== null).length;
  const others = wanted.filter(({ counts }) => !counts).length;
  return { fingerprintScope, findings: wanted, suppressed, harmless: others - suppressed };
}

function parse(json: string, source: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw noReport(source);
}

/** The other parts of a secret, which go with it. */
const partsOf = (finding: { readonly parts?: unknown } | null): unknown[] =>
  Array.isArray(finding?.parts) ? finding.parts : [];

function toWanted(value: unknown, source: string): WantedFinding {
  const finding = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>;
  const { rule, title, fingerprint, object, line, column, path, suppressed, tier } = finding;
  const kind = KINDS.find((known) => known === finding.kind);
  const isWhole = typeof rule === 'string' && kind && isPosition(line) && isPosition(column);
  if (!isWhole || typeof fingerprint !== 'string' || !/^[0-9a-f]{32}$/.test(fingerprint)) throw noReport(source);
  const isOid = typeof object === 'string' && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(object);
  if (!isOid && object !== null) throw noReport(source);
  return {
    ...{ rule, fingerprint, kind, line, column },
    title: typeof title === 'string' ? title : rule,
    counts: suppressed === null && tier === 'block',
    ...(isOid ? { object } : {}),
    ...(typeof path === 'string' ? { path } : {}),
  };
}

const isPosition = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 1;

const noReport = (source: string): UnleakError =>
  new UnleakError(
    'usage',
    `${source} is no JSON report of unleak scan.`,
    'Make one: unleak scan --all --format json --output report.json',
  );
