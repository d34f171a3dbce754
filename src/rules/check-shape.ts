import { type Field, number, oneOf, optional, required, text, texts, truth } from './field-kinds.ts';
import type { Report, RuleFile, YamlPath } from './rule-file.ts';

const KEBAB = text(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'kebab-case');
const SNAKE = text(/^[a-z0-9]+(?:_[a-z0-9]+)*$/, 'snake_case');
const URL_TEXT = text(/^https:\/\/\S+$/, 'an https:// address');
const anything = () => undefined;

const isMappingOfTexts = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.values(value).every((part) => typeof part === 'string');

const FILE_FIELDS: Readonly<Record<string, Field>> = {
  provider: required(text()),
  source: optional(URL_TEXT),
  rotate: optional(text()),
  parts: optional((value) =>
    isMappingOfTexts(value) ? undefined : 'must be a mapping of names to pieces of patterns',
  ),
  rules: required((value) => (Array.isArray(value) && value.length > 0 ? undefined : 'must be a list of rules')),
};

const RULE_FIELDS: Readonly<Record<string, Field>> = {
  id: required(KEBAB),
  family: optional(KEBAB),
  title: required(text()),
  secretType: required(SNAKE),
  tier: required(oneOf('block', 'warn')),
  confidence: required(oneOf('certain', 'high', 'medium', 'low')),
  keywords: required(texts(1, 3)),
  caseSensitive: optional(truth),
  pattern: required(text()),
  boundary: optional(oneOf('word', 'token', 'end', 'value', 'none')),
  notAfter: optional(text()),
  secretGroup: optional(number(0, 9, true)),
  entropy: optional(number(0, 8)),
  randomness: optional(number(-100, 100)),
  checksum: optional(KEBAB),
  paths: optional(texts(1)),
  generic: optional(truth),
  weak: optional(truth),
  inTests: optional(oneOf('note', 'off')),
  pair: optional(anything),
  source: optional(URL_TEXT),
  rotate: optional(text()),
  examples: required(anything),
};

const PAIR_FIELDS: Readonly<Record<string, Field>> = {
  name: required(KEBAB),
  part: required(oneOf('id', 'secret')),
  required: required(truth),
};

const EXAMPLES_FIELDS: Readonly<Record<string, Field>> = { match: required(texts(2)), noMatch: required(texts(2)) };

/**
 * Checks a parsed YAML document key by key: an unknown key, a missing one and a value of the wrong kind are problems.
 *
 * @returns the document as a rule file, or nothing when a problem was noted
 */
export function checkShape(document: unknown, report: Report): RuleFile | undefined {
  let sound = true;
  const note: Report = (path, message) => {
    sound = false;
    report(path, message);
  };
  checkMapping(document, [], FILE_FIELDS, note);
  if (sound)
    for (const [index, rule] of (document as { rules: unknown[] }).rules.entries()) checkRule(rule, index, note);
  return sound ? (document as RuleFile) : undefined;
}

function checkRule(rule: unknown, index: number, report: Report): void {
  const path = ['rules', index];
  if (!checkMapping(rule, path, RULE_FIELDS, report)) return;
  for (const [key, fields] of Object.entries({ examples: EXAMPLES_FIELDS, pair: PAIR_FIELDS })) {
    if (rule[key] !== undefined) checkMapping(rule[key], [...path, key], fields, report);
  }
}

function checkMapping(
  value: unknown,
  path: YamlPath,
  fields: Readonly<Record<string, Field>>,
  report: Report,
): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    report(path, `${path.at(-1) ?? 'the file'} must be a mapping`);
    return false;
  }
  for (const key of Object.keys(value)) if (!Object.hasOwn(fields, key)) report([...path, key], `unknown key "${key}"`);
  for (const [key, field] of Object.entries(fields))
    checkField(value as Record<string, unknown>, key, field, path, report);
  return true;
}

function checkField(owner: Record<string, unknown>, key: string, field: Field, path: YamlPath, report: Report): void {
  if (owner[key] === undefined) {
    if (field.required) report(path, `"${key}" is missing`);
    return;
  }
  const wrong = field.kind(owner[key]);
  if (wrong !== undefined) report([...path, key], `"${key}" ${wrong}`);
}
