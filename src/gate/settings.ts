import { type Config, EMPTY_CONFIG } from '../config/config.ts';
import { checkRuleIds, loadConfig, loadConfigFile, loadConfigFrom } from '../config/load-config.ts';
import { type ChainParts, DetectorChain } from '../detect/chain.ts';
import type { Oid } from '../domain/blob.ts';
import { type Rule, TIERS } from '../domain/rule.ts';
import type { OpenedRepository } from '../git/open-repository.ts';
import { RULES } from '../rules/generated/rules.ts';
import type { Searcher } from './history/searcher.ts';

/** Where the configuration and the salt are read from. */
export interface SettingsOrigin {
  /** A configuration file that was named on the command line. */
  readonly file?: string;
  /** The folder of a work tree; used where there is no `commit`. */
  readonly folder: string;
  /** Read both from a commit instead (a server has no work tree); `none` when there is no commit yet. */
  readonly commit?: { readonly opened: OpenedRepository; readonly oid: Oid | 'none' };
  /** Plugins are code of whoever wrote the configuration: they run for their own author only, on the client. */
  readonly plugins: boolean;
}

/** All that a scan is run with. */
export interface Settings {
  readonly config: Config;
  /** Read when it is first asked for: without a finding there is nothing to key. */
  salt(): Promise<Buffer | undefined>;
  readonly chain: DetectorChain;
  /** The built-in rules in force. */
  readonly builtIn: readonly Rule[];
  /** Opens what is faster than the chain; absent where rules or plugins of the user have to see every byte. */
  readonly openSearcher: ((deadline: number) => Promise<Searcher>) | undefined;
  /** All rules in force, the user's included, by id. */
  readonly rules: ReadonlyMap<string, Rule>;
  close(): Promise<void>;
}

// How long a plugin may take for one window.
const PLUGIN_TIMEOUT_MS = 5000;

/**
 * Loads configuration and salt, and builds the detector chain from them.
 * @throws UnleakError `config-invalid`, `config-unreadable` or `plugin-invalid`
 */
export async function loadSettings(origin: SettingsOrigin): Promise<Settings> {
  const config = await loadConfigOf(origin);
  const custom = config.customRules.length > 0 ? await customParts(config) : {};
  const shipped = RULES.map((rule) => asConfigured(rule, config));
  const builtIn = shipped.filter(({ id }) => config.rules[id] !== 'off');
  const rules = new Map([...shipped, ...(custom.moreRules ?? [])].map((rule) => [rule.id, rule]));
  checkRuleIds(config, new Set(RULES.map(({ id }) => id)));
  const plugins = origin.plugins && config.plugins.length > 0 ? await openConfigured(config, origin.folder) : undefined;
  const chain = new DetectorChain({ rules: builtIn, ...custom, plugins: plugins?.detectors ?? [] });
  let salt: Promise<Buffer | undefined> | undefined;
  return {
    config,
    salt: () =>
      (salt ??= saltOf(origin).catch((error: unknown) => {
        // Where the time ran out over it, whoever asks again gets it.
        salt = undefined;
        throw error;
      })),
    chain,
    builtIn,
    openSearcher: config.customRules.length > 0 || plugins ? undefined : (deadline) => openSearcher(builtIn, deadline),
    rules,
    close: async () => plugins?.close(),
  };
}

/** Of two rules on one text, the one that stops more speaks: by its configured tier, where that is the higher one. A rule that is turned down keeps its texts. */
function asConfigured(rule: Rule, config: Config): Rule {
  const tier = config.rules[rule.id];
  const isRaised = tier !== undefined && tier !== 'off' && TIERS.indexOf(tier) < TIERS.indexOf(rule.tier);
  return isRaised ? { ...rule, tier, raised: true } : rule;
}

async function openSearcher(rules: readonly Rule[], deadline: number): Promise<Searcher> {
  const { Searcher } = await import('./history/searcher.ts');
  const { randomBytes } = await import('node:crypto');
  return new Searcher(rules, { salt: randomBytes(32), deadline });
}

async function loadConfigOf({ file, folder, commit }: SettingsOrigin): Promise<Config> {
  if (file !== undefined) return loadConfigFile(file);
  if (commit === undefined) return loadConfig(folder);
  const { opened, oid } = commit;
  return oid === 'none' ? EMPTY_CONFIG : loadConfigFrom((path) => opened.repository.fileAt(oid, path));
}

async function saltOf({ folder, commit }: SettingsOrigin): Promise<Buffer | undefined> {
  const { parseSalt, readSalt, SALT_PATH } = await import('../config/salt.ts');
  if (commit === undefined) return readSalt(folder);
  if (commit.oid === 'none') return undefined;
  const bytes = await commit.opened.repository.fileAt(commit.oid, SALT_PATH);
  return bytes && parseSalt(bytes);
}

async function customParts(config: Config): Promise<Pick<ChainParts, 'userRules' | 'moreRules'>> {
  const { toRule, userRulesDetector } = await import('../detect/user-rules/user-rules-detector.ts');
  const active = config.customRules.filter(({ id }) => config.rules[id] !== 'off');
  return { userRules: await userRulesDetector(active), moreRules: await Promise.all(config.customRules.map(toRule)) };
}

async function openConfigured(config: Config, folder: string) {
  const { openPlugins } = await import('../detect/plugins/open-plugins.ts');
  const { dirname } = await import('node:path');
  const base = config.file === undefined ? folder : dirname(config.file);
  return openPlugins(config.plugins, { folder: base, timeoutMs: PLUGIN_TIMEOUT_MS });
}
