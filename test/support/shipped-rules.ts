import { fileURLToPath } from 'node:url';
import { DetectorChain } from '../../src/detect/chain.ts';
import type { Candidate } from '../../src/domain/candidate.ts';
import type { Rule, Tier } from '../../src/domain/rule.ts';
import { compileRules } from '../../src/rules/compile.ts';

const { rules, examples } = await compileRules(fileURLToPath(new URL('../../config/rules', import.meta.url)));
const byId: ReadonlyMap<string, Rule> = new Map(rules.map((rule) => [rule.id, rule]));
const chain = new DetectorChain({ rules });

/** The rules of `config/rules/` as they are now, and their templates. */
export { examples, rules };

/** What the chain makes of a text, with all shipped rules. */
export async function claimsOn(text: string): Promise<readonly Candidate[]> {
  const blob = { kind: 'blob', bytes: bytesOf(text), offset: 0 } as const;
  const { candidates, failures } = await chain.detect(blob, { deadline: Number.POSITIVE_INFINITY });
  if (failures.length > 0) throw new Error(`${failures[0]!.detector}: ${failures[0]!.reason}`);
  return candidates.filter(({ unpaired }) => !unpaired);
}

// Templates of binary files are bytes as latin1; all others are ASCII, which is the same in both.
const bytesOf = (text: string): Buffer => Buffer.from(text, /^[\0-\xff]*$/.test(text) ? 'latin1' : 'utf8');

/** Whether a claim stops a commit: not where the secret's check failed. */
export const tierOf = ({ rule, confidence }: Candidate): Tier =>
  confidence === 'low' ? 'warn' : (byId.get(rule)?.tier ?? 'block');

/** Whether a claim is a rule's own, or stands where overlaps are settled (src/detect/overlap.ts) in place of its claim. */
export function standsFor(claim: Candidate, rule: Rule): boolean {
  if (claim.rule === rule.id) return true;
  const other = byId.get(claim.rule);
  return other !== undefined && (rule.generic || !other.generic || other.family === rule.family);
}
