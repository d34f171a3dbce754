import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Rule, RuleDetails } from '../domain/rule.ts';
import type { EngineData } from '../wasm/search-parts.ts';

const NOTE = '// Compiled from config/rules/ by `npm run build`; change the YAML, not this file.';

/** The TypeScript text of `src/rules/generated/rules.ts`. */
export function emitRulesModule(rules: readonly Rule[]): string {
  return emitModule('Rule', 'RULES', rules);
}

/** The TypeScript text of `src/rules/generated/rule-details.ts`. */
export function emitDetailsModule(details: readonly RuleDetails[]): string {
  return emitModule('RuleDetails', 'RULE_DETAILS', details);
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

// V8 reads a table several times faster from JSON text than as an object literal, and a hook reads it at every commit:
// https://v8.dev/blog/cost-of-javascript-2019#json
function emitModule(type: string, name: string, entries: readonly (Rule | RuleDetails)[]): string {
  return [
    NOTE,
    `import type { ${type} } from '../../domain/rule.ts';`,
    '',
    `export const ${name}: readonly ${type}[] = JSON.parse(`,
    `  '${quoted(entries)}',`,
    ');',
    '',
  ].join('\n');
}

/** JSON as it stands between single quotes. */
function quoted(value: unknown): string {
  return JSON.stringify(value).replaceAll('\\', '\\\\').replaceAll("'", "\\'");
}
