import { type AllowEntry, type Config, type CustomRule, EMPTY_CONFIG } from './config.ts';
import { PACKAGE_FILE, PACKAGE_KEY } from './config-names.ts';
import { configShape } from './config-shape.ts';
import { invalid } from './invalid.ts';
import type { Located } from './located.ts';
import { parseText } from './parse-text.ts';
import { utf8Text } from './safe-read.ts';

/**
 * Turns a file's bytes into a checked configuration.
 *
 * @param name what messages call the file; its ending tells the syntax
 * @param file where it lies, for `Config.file`
 * @returns undefined when it is a `package.json` that holds none
 * @throws UnleakError `config-invalid`
 */
export function readConfig(bytes: Buffer, name: string, file: string): Config | undefined {
  const text = utf8Text(bytes, name);
  const isPackage = name.split(/[\\/]/).at(-1) === PACKAGE_FILE;
  const root = parseText(text, name, name.endsWith('.json') ? 'json' : 'yaml', isPackage ? PACKAGE_KEY : undefined);
  if (root !== undefined) return build(root, file);
  return isPackage ? undefined : { ...EMPTY_CONFIG, file };
}

function build(root: Located, file: string): Config {
  const { rules, customRules = [], allow = [], plugins = [] } = configShape(root);
  const places = new Map<string, string>();
  for (const { key, keyAt } of entriesOf(child(root, 'rules'))) places.set(`rules.${key}`, keyAt);
  return {
    file,
    rules: rules ?? EMPTY_CONFIG.rules,
    customRules: customRules.map((rule, n) => buildRule(rule, itemsOf(child(root, 'customRules'))[n]!, places)),
    allow: allow.map((entry, n) => buildEntry(entry, itemsOf(child(root, 'allow'))[n]!, n, places)),
    plugins,
    places,
  };
}

type ReadRule = Omit<CustomRule, 'tier' | 'at'> & { readonly tier?: CustomRule['tier'] };

function buildRule(rule: ReadRule, node: Located, places: Map<string, string>): CustomRule {
  const key = `customRules.${rule.id}`;
  const idAt = child(node, 'id')!.at;
  if (places.has(key)) throw invalid(idAt, 'two custom rules have this id');
  places.set(key, idAt);
  return { ...rule, tier: rule.tier ?? 'block', at: child(node, 'pattern')!.at };
}

function buildEntry(entry: AllowEntry, node: Located, n: number, places: Map<string, string>): AllowEntry {
  if (!entry.paths && !entry.fingerprints) {
    throw invalid(
      node.at,
      "an allow entry needs 'paths' or 'fingerprints'",
      'To turn a rule off everywhere, write it under rules.',
    );
  }
  itemsOf(child(node, 'rules')).forEach(({ at }, m) => {
    places.set(`allow.${n}.rules.${m}`, at);
  });
  return entry;
}

function entriesOf(node: Located | undefined) {
  return node?.kind === 'map' ? node.entries : [];
}

function itemsOf(node: Located | undefined) {
  return node?.kind === 'list' ? node.items : [];
}

function child(node: Located, key: string): Located | undefined {
  return entriesOf(node).find((entry) => entry.key === key)?.value;
}
