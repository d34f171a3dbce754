import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

const NOTE = '// Compiled from config/rules/ by `npm run build`; change the YAML, not this file.';

/** The TypeScript text of `src/rules/generated/rule-table.ts`, which reads the table that stands beside it, or beside the bundle. */
export function emitTableModule(build: number): string {
  return [
    NOTE,
    "import { join } from 'node:path';",
    "import { RuleTable } from '../packed-rules.ts';",
    '',
    'let table: RuleTable | undefined;',
    '',
    '/** @throws UnleakError as `RuleTable.read` does */',
    `export const ruleTable = (): RuleTable => (table ??= RuleTable.read(join(import.meta.dirname, 'rules.bin'), ${build}));`,
    '',
  ].join('\n');
}

/** The TypeScript text of `src/rules/generated/rules.ts`: for what needs all rules, and not at every commit. */
export function emitRulesModule(): string {
  return [
    NOTE,
    "import type { Rule } from '../../domain/rule.ts';",
    "import { ruleTable } from './rule-table.ts';",
    '',
    'export const RULES: readonly Rule[] = [...ruleTable()];',
    '',
  ].join('\n');
}

/** The TypeScript text of `src/rules/generated/rule-details.ts`, which reads the lines that stand beside it, or beside the bundle. */
export function emitDetailsModule(): string {
  return [
    NOTE,
    "import { join } from 'node:path';",
    "import { DetailLines } from '../detail-lines.ts';",
    '',
    'let lines: DetailLines | undefined;',
    '',
    '/** @throws UnleakError as `DetailLines.read` does */',
    'export const ruleDetails = (): DetailLines =>',
    "  (lines ??= DetailLines.read(join(import.meta.dirname, 'rule-details.jsonl')));",
    '',
  ].join('\n');
}

/** The TypeScript text of `src/rules/generated/measured.ts`: config/measured.json, which bench/accuracy/measure.mjs wrote. */
export function emitMeasuredModule(json: string): string {
  return [
    NOTE.replace('config/rules/', 'config/measured.json'),
    "import type { Measured, MeasuredOn } from '../../domain/rule.ts';",
    '',
    'export const MEASURED: MeasuredOn & { readonly rules: Readonly<Record<string, Measured>> } = JSON.parse(',
    `  '${quoted(JSON.parse(json))}',`,
    ');',
    '',
  ].join('\n');
}

/** The TypeScript text of `src/rules/generated/engine-tables.ts`, which reads the tables that stand beside it, or beside the bundle. */
export function emitTablesModule(build: number): string {
  return [
    NOTE,
    "import { join } from 'node:path';",
    "import type { EngineData } from '../../wasm/search-parts.ts';",
    "import { readTables } from '../packed-tables.ts';",
    '',
    `export const ENGINE_BUILD = ${build};`,
    '',
    'let tables: EngineData | undefined;',
    '',
    '/** @throws UnleakError as `readTables` does */',
    'export const engineTables = (): EngineData =>',
    "  (tables ??= readTables(join(import.meta.dirname, 'engine.bin'), ENGINE_BUILD));",
    '',
  ].join('\n');
}

/** Writes a file unless it already holds this text, so that a build without news touches nothing. */
export async function writeIfChanged(file: string, content: string | Buffer): Promise<void> {
  const bytes = Buffer.from(content);
  const current = await readFile(file).catch(() => undefined);
  if (current?.equals(bytes)) return;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, bytes);
}

/** JSON as it stands between single quotes. */
function quoted(value: unknown): string {
  return JSON.stringify(value).replaceAll('\\', '\\\\').replaceAll("'", "\\'");
}
