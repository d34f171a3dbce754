import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { UnleakError } from '../../domain/unleak-error.ts';
import { writeIfChanged } from '../emit-modules.ts';
import { readRuleFiles } from '../read-rule-file.ts';
import type { Problem, RuleFile } from '../rule-file.ts';
import { type CoverageNotes, checkNotes, coverageOf } from './coverage.ts';
import { coveragePage } from './coverage-page.ts';
import { readGithubPatterns } from './github-patterns.ts';
import { rulesPage } from './rules-page.ts';

/**
 * The generated pages of `docs/`, by their names.
 *
 * @param config the folder with `rules/`, `github-patterns.psv` and `coverage.yaml`
 * @throws UnleakError `config-invalid`, with one line for each problem
 */
export async function makeDocs(config: string): Promise<Map<string, string>> {
  const files = await readSoundFiles(join(config, 'rules'));
  const patterns = readGithubPatterns(await readFile(join(config, 'github-patterns.psv'), 'utf8'));
  const notes = await readNotes(join(config, 'coverage.yaml'));
  refuse('coverage.yaml', checkNotes(patterns, files, notes));
  return new Map([
    ['rules.md', rulesPage(files)],
    ['coverage.md', coveragePage(coverageOf(patterns, files, notes))],
  ]);
}

/** Writes the pages into a folder. */
export async function writeDocs(config: string, docs: string): Promise<void> {
  for (const [name, text] of await makeDocs(config)) await writeIfChanged(join(docs, name), text);
}

/** The names of the pages in a folder that are not what would be written there. */
export async function staleDocs(config: string, docs: string): Promise<string[]> {
  const stale: string[] = [];
  for (const [name, text] of await makeDocs(config)) {
    const current = await readFile(join(docs, name), 'utf8').catch(() => undefined);
    if (current !== text) stale.push(name);
  }
  return stale;
}

async function readSoundFiles(dir: string): Promise<RuleFile[]> {
  const problems: Problem[] = [];
  const files = await readRuleFiles(dir, problems);
  refuse(
    'rules',
    problems.map(({ file, line, message }) => `${file}:${line}: ${message}`),
  );
  return files.map(({ content }) => content);
}

async function readNotes(file: string): Promise<CoverageNotes> {
  const { coveredBy, reasons } = (parse(await readFile(file, 'utf8')) ?? {}) as Partial<CoverageNotes>;
  return { coveredBy: coveredBy ?? {}, reasons: reasons ?? {} };
}

function refuse(what: string, problems: readonly string[]): void {
  if (problems.length === 0) return;
  throw new UnleakError('config-invalid', `config/${what}:\n${problems.join('\n')}`, 'Mend the lines above.');
}
