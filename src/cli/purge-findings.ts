import { withParts } from '../domain/finding.ts';
import type { Secret } from '../domain/secret.ts';
import { findAgain } from '../gate/find-again.ts';
import { scan } from '../gate/scan.ts';
import { leftOutFindings } from '../purge/plan/left-out-findings.ts';
import { readReport } from '../purge/plan/read-report.ts';
import { safe } from '../purge/plan/section.ts';
import { selectFindings } from '../purge/plan/select-findings.ts';
import type { Replacement, TargetText } from '../purge/targets.ts';
import { showProgress } from './progress.ts';
import type { PurgeOptions } from './purge-options.ts';

/** The secrets of a report's findings, read again from their objects. */
export async function reportTexts(
  options: PurgeOptions,
  json: string,
  replacement: Replacement,
): Promise<TargetText[]> {
  const report = readReport(json, options.values.from!);
  const wanted = selectFindings(report.findings, options.findings);
  const { fingerprintScope } = report;
  const left = leftOutFindings(report, wanted.length, options.findings.length);
  if (left !== undefined) process.stderr.write(`unleak: ${left}\n`);
  const found = await findAgain(wanted, { cwd: process.cwd(), fingerprintScope, ...settingsOf(options) });
  if (fingerprintScope === 'run') process.stderr.write(UNCHECKED);
  return texts(
    found.map(({ wanted: finding, secret }) => ({ ...finding, secret })),
    replacement,
  );
}

const UNCHECKED =
  'unleak: the report was made without a salt, so its fingerprints say nothing today: secrets were found by rule and position alone.\n';

/** The secrets that a scan of every object finds by these rules and fingerprints. */
export async function scannedTexts(options: PurgeOptions, replacement: Replacement): Promise<TargetText[]> {
  const progress = showProgress(process.stderr);
  const { threads, maxMemory } = options;
  const report = await scan({
    cwd: process.cwd(),
    source: { kind: 'all' },
    ...settingsOf(options),
    engine: { cache: true, threads, maxMemory, onPacked: progress.updatePacked },
    onProgress: progress.update,
  }).finally(progress.end);
  const unread = report.coverage.skipped.filter(({ incomplete }) => incomplete).length;
  if (unread > 0)
    process.stderr.write(`unleak: ${unread} things could not be scanned: unleak scan --all lists them.\n`);
  const findings = withParts(report.findings).map((finding) => ({
    ...finding,
    counts: finding.tier === 'block' && !finding.suppressed,
  }));
  return texts(selectFindings(findings, options.findings), replacement);
}

const settingsOf = ({ values }: PurgeOptions) => ({
  plugins: !values['no-plugins'],
  ...(values.config === undefined ? {} : { configFile: values.config }),
});

interface Named {
  readonly title: string;
  readonly rule: string;
  readonly fingerprint: string;
  readonly secret: Secret;
}

/** One text for each fingerprint. */
function texts(findings: readonly Named[], replacement: Replacement): TargetText[] {
  const each = new Map(findings.map((finding) => [finding.fingerprint, finding]));
  return [...each.values()].map(({ title, rule, fingerprint, secret }) => ({
    secret,
    replacement,
    name: `${safe(title)} (${safe(rule)}), fingerprint ${fingerprint.slice(0, 12)}`,
  }));
}
