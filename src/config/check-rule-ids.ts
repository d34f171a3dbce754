import type { Config } from './config.ts';
import { invalid, unknownWord } from './invalid.ts';
import { nearestWord } from './nearest-word.ts';

/** With plugins, an unknown id this close to a known one is still taken for a slip of the pen. */
const PLUGIN_SLIP = 2;

/**
 * Checks that the rules the configuration speaks of exist. Where it names plugins, whose rules only they know, an
 * unknown id is accepted unless it looks like a misspelt one.
 *
 * @param known ids of the rules that unleak ships; the configuration's own come on top
 * @throws UnleakError `config-invalid`, with the nearest known id
 */
export function checkRuleIds(config: Config, known: ReadonlySet<string>): void {
  const ids = new Set(known);
  for (const { id } of config.customRules) {
    if (known.has(id))
      throw invalid(
        place(config, `customRules.${id}`),
        'a custom rule has the id of a rule of unleak',
        'Give it another id.',
      );
    ids.add(id);
  }
  const check = (id: string, key: string) => checkId(config, id, key, ids);
  for (const id of Object.keys(config.rules)) check(id, `rules.${id}`);
  config.allow.forEach((entry, n) => {
    entry.rules?.forEach((id, m) => {
      check(id, `allow.${n}.rules.${m}`);
    });
  });
}

function checkId(config: Config, id: string, key: string, ids: ReadonlySet<string>): void {
  if (ids.has(id)) return;
  if (config.plugins.length > 0 && nearestWord(id, ids, PLUGIN_SLIP) === undefined) return;
  throw unknownWord(place(config, key), 'rule', id, ids);
}

function place(config: Config, key: string): string {
  return config.places?.get(key) ?? config.file ?? 'configuration';
}
