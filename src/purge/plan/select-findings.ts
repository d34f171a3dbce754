import { UnleakError } from '../../domain/unleak-error.ts';

/** What a finding is picked by. */
export interface Selectable {
  readonly rule: string;
  readonly fingerprint: string;
  /** It blocked, and nothing spoke for it. */
  readonly counts: boolean;
}

// Fewer digits turn up by accident, in a short rule id such as `fade`.
const FINGERPRINT = /^[0-9a-f]{6,32}$/;

/**
 * Picks findings by rule ids, fingerprints, or their first digits; without any of these, all that count.
 * @throws UnleakError `usage` for a name that fits nothing, or the beginnings of several fingerprints
 */
export function selectFindings<T extends Selectable>(findings: readonly T[], names: readonly string[]): T[] {
  if (names.length === 0) return ofThoseThatCount(findings);
  const picked = new Set(names.flatMap((name, position) => pick(findings, name, position)));
  return findings.filter((finding) => picked.has(finding));
}

function ofThoseThatCount<T extends Selectable>(findings: readonly T[]): T[] {
  const counting = findings.filter(({ counts }) => counts);
  if (counting.length > 0) return counting;
  throw new UnleakError(
    'usage',
    'The report has no finding that blocks.',
    'Name what is to go: a rule id or a fingerprint, also of a warning or of what is on the allowlist.',
  );
}

function pick<T extends Selectable>(findings: readonly T[], name: string, position: number): T[] {
  const ofRule = findings.filter(({ rule }) => rule === name);
  if (ofRule.length > 0) return ofRule;
  const begun = FINGERPRINT.test(name) ? findings.filter(({ fingerprint }) => fingerprint.startsWith(name)) : [];
  const different = new Set(begun.map(({ fingerprint }) => fingerprint)).size;
  if (different === 1) return begun;
  throw different > 1 ? ambiguous(different) : unknown(position);
}

// Neither says what was typed: somebody may have typed the secret.
const ambiguous = (different: number): UnleakError =>
  new UnleakError(
    'usage',
    `${different} fingerprints begin with the digits that you gave.`,
    'Give more of them: unleak scan --all shows them.',
  );

const unknown = (position: number): UnleakError =>
  new UnleakError(
    'usage',
    `No finding has the rule id or fingerprint that you gave${position > 0 ? ` as number ${position + 1}` : ''}.`,
    'See unleak scan --all. Without .unleak/salt fingerprints are others at every run: take the rule id, or --from its report. A secret itself goes into --secret-file - (standard input), never on a command line.',
  );
