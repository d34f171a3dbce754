import { nearestWord } from '../config/nearest-word.ts';
import type { RuleCard } from '../domain/rule.ts';
import { UnleakError } from '../domain/unleak-error.ts';
import { MEASURED } from '../rules/generated/measured.ts';
import { ruleDetails } from '../rules/generated/rule-details.ts';
import { RULES } from '../rules/generated/rules.ts';
import { notOurs } from '../rules/shipped-file.ts';
import { prepare } from './scan.ts';
import type { Settings } from './settings.ts';

/** Where the configuration is read from. */
export interface RuleCardsRequest {
  readonly cwd: string;
  /** A configuration file to use in place of the repository's. */
  readonly configFile?: string;
}

/**
 * All rules, unleak's and the configuration's, in the order of their ids. Rules of plugins are known to these only.
 * @throws UnleakError `config-invalid` or `config-unreadable`
 */
export async function ruleCards({ cwd, configFile }: RuleCardsRequest): Promise<RuleCard[]> {
  const file = configFile === undefined ? {} : { configFile };
  const { settings } = await prepare({ cwd, source: { kind: 'paths', paths: ['.'] }, plugins: false, ...file });
  try {
    return cardsOf(settings);
  } finally {
    await settings.close();
  }
}

/**
 * All that there is to know of one rule.
 * @throws UnleakError `usage` for one that there is not, and as `ruleCards` does
 */
export async function ruleCard(id: string, request: RuleCardsRequest): Promise<RuleCard> {
  const cards = await ruleCards(request);
  const card = cards.find((one) => one.id === id);
  if (card) return card;
  throw unknownRule(
    id,
    cards.map((one) => one.id),
  );
}

const NOT_MET = { clean: 0, right: 0, wrong: 0 };

function cardsOf({ config, rules }: Settings): RuleCard[] {
  const details = ruleDetails();
  const custom = new Map(config.customRules.map((entry) => [entry.id, entry]));
  // Those in force have the configured tier.
  const tiers = new Map(RULES.map(({ id, tier }) => [id, tier]));
  const cards = [...rules.values()].map((rule): RuleCard => {
    const { id } = rule;
    const tier = tiers.get(id) ?? rule.tier;
    const configured = config.rules[id];
    const setting = configured === undefined ? {} : { configured };
    const known = details.of(id);
    if (known) {
      const measured = {
        ...(MEASURED.rules[id] ?? NOT_MET),
        on: { megabytes: MEASURED.megabytes, values: MEASURED.values },
      };
      return { ...known, origin: 'unleak', tier, ...setting, rule, measured };
    }
    if (tiers.has(id)) throw notOurs('rule-details.jsonl');
    const { title, secretType = id.replaceAll('-', '_'), rotate } = custom.get(id)!;
    const advice = rotate === undefined ? {} : { rotate };
    return { id, title, secretType, origin: 'configuration', tier, ...advice, ...setting, rule };
  });
  return cards.sort((a, b) => (a.id < b.id ? -1 : 1));
}

const MOST_SUGGESTIONS = 5;

/** The error for a rule that there is not. Its name is not repeated: it may be a secret. */
export function unknownRule(id: string, ids: readonly string[]): UnleakError {
  const nearest = nearestWord(id, ids);
  const parts = id.toLowerCase().match(/[a-z0-9]{3,}/g) ?? [];
  const alike = parts.length === 0 ? [] : ids.filter((known) => parts.every((part) => known.includes(part)));
  const suggested = [...new Set([...(nearest === undefined ? [] : [nearest]), ...alike])].slice(0, MOST_SUGGESTIONS);
  const hint = suggested.length === 0 ? '' : `Did you mean ${suggested.join(', ')}? `;
  return new UnleakError('usage', 'There is no such rule.', `${hint}unleak rules list names them all.`);
}
