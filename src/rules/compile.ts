import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Rule, RuleDetails } from '../domain/rule.ts';
import { UnleakError } from '../domain/unleak-error.ts';
import { compileRule, describeRule } from './compile-rule.ts';
import { packDetails } from './detail-lines.ts';
import {
  emitDetailsModule,
  emitMeasuredModule,
  emitRulesModule,
  emitTableModule,
  emitTablesModule,
  writeIfChanged,
} from './emit-modules.ts';
import { compileEngineTables } from './engine/compile-tables.ts';
import { packRules } from './pack-rules.ts';
import { packTables } from './packed-tables.ts';
import { type ReadRuleFile, readRuleFiles } from './read-rule-file.ts';
import type { Examples, Problem, Report, YamlPath } from './rule-file.ts';
import { buildOf } from './shipped-file.ts';

/** What `config/rules/` holds, compiled; rules, details and examples come in the order of their ids. */
export interface CompiledRules {
  readonly rules: Rule[];
  readonly details: RuleDetails[];
  /** For each rule id, the templates to test it with. */
  readonly examples: ReadonlyMap<string, Examples>;
  /** Empty when all is well. */
  readonly problems: readonly Problem[];
}

/** Compiles every YAML file in a directory; what is wrong with one does not hide what is wrong with the next. */
export async function compileRules(dir: string): Promise<CompiledRules> {
  const problems: Problem[] = [];
  const files = await readRuleFiles(dir, problems);
  const rules: Rule[] = [];
  const details: RuleDetails[] = [];
  const examples = new Map<string, Examples>();
  const seen = new Map<string, string>();
  for (const file of files) compileFile(file, { rules, details, examples, problems, seen });
  rules.sort(byId);
  details.sort(byId);
  problems.sort((a, b) => compareText(a.file, b.file) || a.line - b.line);
  return { rules, details, examples, problems };
}

/**
 * Compiles `dir` and writes `rules.bin`, `rule-table.ts`, `rules.ts`, `rule-details.jsonl`, `rule-details.ts`, `engine.bin` and `engine-tables.ts` into `outDir`;
 * files that would not change are left alone.
 *
 * @throws UnleakError `config-invalid`, with one line for each problem
 */
export async function emitRules(dir: string, outDir: string): Promise<void> {
  const { rules, details, examples, problems } = await compileRules(dir);
  if (problems.length > 0) {
    const list = problems.map(({ file, line, message }) => `${file}:${line}: ${message}`).join('\n');
    throw new UnleakError('config-invalid', `The rules in ${dir} don't compile:\n${list}`, 'Mend the lines above.');
  }
  const table = packRules(rules);
  await writeIfChanged(join(outDir, 'rules.bin'), table);
  await writeIfChanged(join(outDir, 'rule-table.ts'), emitTableModule(buildOf(table)));
  await writeIfChanged(join(outDir, 'rules.ts'), emitRulesModule());
  const lines = details.map((entry) => ({ ...entry, example: examples.get(entry.id)!.match[0]! }));
  await writeIfChanged(join(outDir, 'rule-details.jsonl'), packDetails(lines));
  await writeIfChanged(join(outDir, 'rule-details.ts'), emitDetailsModule());
  const engine = packTables(compileEngineTables(rules));
  await writeIfChanged(join(outDir, 'engine.bin'), engine);
  await writeIfChanged(join(outDir, 'engine-tables.ts'), emitTablesModule(buildOf(engine)));
}

/** Writes `measured.ts` into `outDir`, of a file that bench/accuracy/measure.mjs wrote. */
export async function emitMeasured(file: string, outDir: string): Promise<void> {
  await writeIfChanged(join(outDir, 'measured.ts'), emitMeasuredModule(await readFile(file, 'utf8')));
}

interface Collected {
  readonly rules: Rule[];
  readonly details: RuleDetails[];
  readonly examples: Map<string, Examples>;
  readonly problems: Problem[];
  /** Where each rule id was first seen. */
  readonly seen: Map<string, string>;
}

function compileFile({ file, content, lineOf }: ReadRuleFile, collected: Collected): void {
  const slug = basename(file, '.yaml');
  for (const [index, entry] of content.rules.entries()) {
    const report: Report = (path: YamlPath, message) =>
      collected.problems.push({ file, line: lineOf(['rules', index, ...path]), message: `${entry.id}: ${message}` });
    if (entry.id !== slug && !entry.id.startsWith(`${slug}-`)) report(['id'], `must begin with "${slug}-"`);
    const first = collected.seen.get(entry.id);
    if (first !== undefined) report(['id'], `is already in ${first}`);
    collected.seen.set(entry.id, first ?? file);
    const rule = compileRule(entry, report);
    if (rule) collected.rules.push(rule);
    collected.details.push(describeRule(entry, content, report));
    collected.examples.set(entry.id, entry.examples);
  }
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return compareText(a.id, b.id);
}

/** By code unit, so that the order does not depend on the machine's language. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
