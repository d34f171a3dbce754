import type { RuleEntry, RuleFile } from '../rule-file.ts';
import type { GithubPattern } from './github-patterns.ts';

/** `config/coverage.yaml`. */
export interface CoverageNotes {
  /** Types that a rule for another type finds → ids of these rules. */
  readonly coveredBy: Readonly<Record<string, readonly string[]>>;
  /** Types that have no rule → why. */
  readonly reasons: Readonly<Record<string, string>>;
}

/** A row of GitHub's list, and what there is for it. */
export interface CoveredPattern extends GithubPattern {
  readonly rules: readonly RuleEntry[];
  /** What is said of the types without a rule; the row is covered when it has rules and these are no gaps. */
  readonly reasons: readonly string[];
  /** `partly`: some of its parts have rules, others are missing. */
  readonly state: 'covered' | 'partly' | 'none';
}

/** Stands where nobody has written a rule or a reason yet. */
export const NOT_YET = 'not yet';

/** The reasons that `config/coverage.yaml` may give; more may stand behind one in parentheses. */
const REASONS: readonly string[] = ['not public', 'no form', 'multi-part only', 'public', 'retired'];

/** A reason without what stands behind it. */
export const kindOf = (reason: string): string => reason.replace(/ \(.*\)$/, '');

/** Reasons for which the rest of a row is all that can be found. */
const NO_GAP: ReadonlySet<string> = new Set(['public', 'multi-part only', 'retired']);

/** What the rules find of each row. */
export function coverageOf(
  patterns: readonly GithubPattern[],
  files: readonly RuleFile[],
  notes: CoverageNotes,
): CoveredPattern[] {
  const rulesFor = rulesByType(files, notes);
  return patterns.map((pattern) => {
    const rules = new Set(pattern.secretTypes.flatMap((type) => rulesFor.get(type) ?? []));
    const bare = pattern.secretTypes.filter((type) => !rulesFor.has(type));
    const reasons = bare.map((type) => notes.reasons[type] ?? NOT_YET);
    const whole = reasons.every((reason) => NO_GAP.has(kindOf(reason)));
    const state = rules.size === 0 ? 'none' : whole ? 'covered' : 'partly';
    return { ...pattern, rules: [...rules], reasons: [...new Set(reasons)], state };
  });
}

/** What is wrong with the notes: types and rules that don't exist, reasons that are no longer true. */
export function checkNotes(
  patterns: readonly GithubPattern[],
  files: readonly RuleFile[],
  notes: CoverageNotes,
): string[] {
  const listed = new Set(patterns.flatMap(({ secretTypes }) => secretTypes));
  const rules = files.flatMap((file) => file.rules);
  const ids = new Set(rules.map(({ id }) => id));
  const withRule = rulesByType(files, notes);
  const types = [...Object.keys(notes.coveredBy), ...Object.keys(notes.reasons)];
  return [
    ...types.filter((type) => !listed.has(type)).map((type) => `${type} is not in the pattern list`),
    ...Object.values(notes.coveredBy)
      .flat()
      .filter((id) => !ids.has(id))
      .map((id) => `there is no rule ${id}`),
    ...Object.entries(notes.reasons).flatMap(([type, reason]) => checkReason(type, reason, withRule.has(type))),
  ];
}

function checkReason(type: string, reason: string, hasRule: boolean): string[] {
  if (hasRule) return [`${type} has a rule now: take its reason out`];
  return REASONS.includes(kindOf(reason)) ? [] : [`${type}: the reason must be one of ${REASONS.join(', ')}`];
}

function rulesByType(files: readonly RuleFile[], { coveredBy }: CoverageNotes): Map<string, RuleEntry[]> {
  const found = new Map<string, RuleEntry[]>();
  const add = (type: string, rule: RuleEntry) => found.set(type, [...(found.get(type) ?? []), rule]);
  const rules = files.flatMap((file) => file.rules);
  for (const rule of rules) add(rule.secretType, rule);
  for (const [type, ids] of Object.entries(coveredBy))
    for (const rule of rules) if (ids.includes(rule.id)) add(type, rule);
  return found;
}
