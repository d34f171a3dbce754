import { DetectorChain } from '../../detect/chain.ts';
import { unknownRule } from '../rule-cards.ts';
import type { Settings } from '../settings.ts';

/** The rules that are asked. */
export interface RuleChoice {
  readonly chain: Pick<DetectorChain, 'detect'>;
  /** Where it is one rule: all that is told is about this one. */
  readonly only?: string;
}

/**
 * All rules in force, or one. With one half of a pair the other halves are run too: without them it would find nothing.
 * @throws UnleakError `usage` for a rule that there is not
 */
export async function ruleChoice(settings: Settings, id: string | undefined): Promise<RuleChoice> {
  if (id === undefined) return { chain: settings.chain };
  const { config, rules } = settings;
  const rule = rules.get(id);
  if (!rule) throw unknownRule(id, [...rules.keys()]);
  const custom = config.customRules.filter((own) => own.id === id);
  if (custom.length > 0) {
    const { userRulesDetector } = await import('../../detect/user-rules/user-rules-detector.ts');
    const parts = { rules: [], userRules: await userRulesDetector(custom), moreRules: [rule] };
    return { chain: new DetectorChain(parts), only: id };
  }
  const { pair } = rule;
  const others = pair ? [...rules.values()].filter((other) => other.id !== id && other.pair?.name === pair.name) : [];
  return { chain: new DetectorChain({ rules: [rule, ...others] }), only: id };
}
