import type { RuleEntry, RuleFile } from '../../src/rules/rule-file.ts';

/** An entry of a rule file for tests; its type is the id in snake_case. */
const entry = (changes: Partial<RuleEntry> & { readonly id: string }): RuleEntry => ({
  title: `Title of ${changes.id}`,
  secretType: changes.id.replaceAll('-', '_'),
  tier: 'block',
  confidence: 'high',
  keywords: ['acme_'],
  pattern: 'acme_[0-9a-f]{32}',
  examples: { match: ['KEY=acme_{hex:32}', 'b'], noMatch: ['c', 'd'] },
  ...changes,
});

/** A rule file for tests, of Acme unless told otherwise. */
export function ruleFile({
  rules,
  ...changes
}: Partial<Omit<RuleFile, 'rules'>> & {
  readonly rules: readonly (Partial<RuleEntry> & { readonly id: string })[];
}): RuleFile {
  const head = {
    provider: 'Acme',
    source: 'https://acme.example/docs',
    rotate: 'Revoke it: https://acme.example/keys',
  };
  return { ...head, ...changes, rules: rules.map(entry) };
}
