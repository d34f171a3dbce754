import { TIERS } from '../domain/rule.ts';
import { ALLOW_PATH, ALLOW_PATH_WORDS, RULE_ID, RULE_ID_WORDS, RULE_PATH, RULE_PATH_WORDS } from './path-forms.ts';
import { list, mapping, number, oneOf, optional, record, required, text } from './shapes.ts';

const ruleId = text(RULE_ID, RULE_ID_WORDS);

const allowEntry = mapping({
  paths: optional(list(text(ALLOW_PATH, ALLOW_PATH_WORDS), 1)),
  fingerprints: optional(list(text(/^[!-~]+$/u, 'a fingerprint: no spaces'), 1)),
  rules: optional(list(ruleId, 1)),
  reason: required(text(/^(?!\s*<)/, 'your reason')),
});

const customRule = mapping({
  id: required(ruleId),
  title: required(text()),
  pattern: required(
    text(/^[\0-\x7f]{1,4096}$/u, 'at most 4096 ASCII characters: patterns look at bytes, write others as \\xHH'),
  ),
  keywords: optional(list(text(), 1)),
  flags: optional(oneOf('', 'i')),
  secretGroup: optional(number(0, 99, true)),
  entropy: optional(number(0, 8)),
  tier: optional(oneOf(...TIERS)),
  secretType: optional(text(/^[a-z0-9_]+$/u, 'lower-case letters, digits and _')),
  rotate: optional(text()),
  paths: optional(list(text(RULE_PATH, RULE_PATH_WORDS), 1)),
});

/** The configuration file, key by key. `config/schema/config.schema.json` says the same to editors; a test holds both together. */
export const configShape = mapping({
  $schema: optional(text()),
  version: optional(oneOf(1)),
  rules: optional(record(RULE_ID, RULE_ID_WORDS, oneOf('off', ...TIERS))),
  customRules: optional(list(customRule)),
  allow: optional(list(allowEntry)),
  plugins: optional(list(text())),
});
