import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Rule, RuleDetails } from '../domain/rule.ts';
import type { EngineData } from '../wasm/search-parts.ts';
import { packRules } from './packed-rules.ts';
import type { Examples } from './rule-file.ts';

const NOTE = '// Compiled from config/rules/ by `npm run build`; change the YAML, not this file.';

/** The TypeScript text of `src/rules/generated/rules.ts`. */
export function emitRulesModule(rules: readonly Rule[]): string {
  return [
    NOTE,
    "import type { Rule } from '../../domain/rule.ts';",
    "import { unpackRules } from '../packed-rules.ts';",
    '',
    'export const RULES: readonly Rule[] = unpackRules(',
    `  String.raw\`${rawQuoted(packRules(rules))}\`,`,
    ');',
    '',
  ].join('\n');
}

/** The TypeScript text of `src/rules/generated/rule-details.ts`. */
export function emitDetailsModule(details: readonly RuleDetails[]): string {
  return [
    NOTE,
    "import type { RuleDetails } from '../../domain/rule.ts';",
    '',
    'export const RULE_DETAILS: readonly RuleDetails[] = JSON.parse(',
    `  '${quoted(details)}',`,
    ');',
    '',
  ].join('\n');
}

/** The TypeScript text of `src/rules/generated/rule-examples.ts`: the first template of each rule, by its id. */
export function emitExamplesModule(examples: ReadonlyMap<string, Examples>): string {
  const first = [...examples].map(([id, { match }]) => [id, match[0]] as const).sort();
  return [
    NOTE,
    `export const RULE_EXAMPLES: Readonly<Record<string, string>> = JSON.parse(`,
    `  '${quoted(Object.fromEntries(first))}',`,
    ');',
    '',
  ].join('\n');
}

/** The TypeScript text of `src/rules/generated/engine-tables.ts`: for what searches much, and so can load it. */
export function emitTablesModule(data: EngineData): string {
  return [
    NOTE,
    "import type { EngineData } from '../../wasm/search-parts.ts';",
    '',
    `export const ENGINE_TABLES: EngineData = JSON.parse(`,
    `  '${quoted(data)}',`,
    ');',
    '',
  ].join('\n');
}

/** Writes a file unless it already holds this text, so that a build without news touches nothing. */
export async function writeIfChanged(file: string, content: string): Promise<void> {
  const current = await readFile(file, 'utf8').catch(() => undefined);
  if (current === content) return;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
}

/** JSON as it stands between single quotes. */
function quoted(value: unknown): string {
  return JSON.stringify(value).replaceAll('\\', '\\\\').replaceAll("'", "\\'");
}

/** Text as it stands between backticks behind `String.raw`, where a backslash is a backslash: patterns are full of them. */
function rawQuoted(text: string): string {
  // In JSON both may only stand inside strings, where they can be written by number.
  return text.replaceAll('`', '\\u0060').replaceAll('${', '\\u0024{');
}
