import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { UnleakError } from '../../domain/unleak-error.ts';
import { checkShape } from '../check-shape.ts';
import { readRuleFiles } from '../read-rule-file.ts';
import type { Problem } from '../rule-file.ts';
import { fileSkeleton, type Names, ruleSkeleton, TO_FILL_IN } from './skeleton.ts';

/** A skeleton that was written, and the lines on which something is to fill in. */
export interface AddedRule {
  readonly file: string;
  readonly isNewFile: boolean;
  readonly ruleId: string;
  readonly toFillIn: readonly number[];
}

/**
 * Adds the skeleton of a rule to the provider's file, or makes that file.
 *
 * @param dir `config/rules`
 * @param provider the provider's name, or the name of its file
 * @throws UnleakError `usage` for names that no rule can have, `config-invalid` where rules don't parse as it is
 */
export async function addRule(dir: string, provider: string, ruleId: string): Promise<AddedRule> {
  const slug = slugOf(provider);
  checkNames(slug, ruleId);
  const { provider: name = provider, text } = await readOthers(dir, slug, ruleId);
  const names: Names = { provider: name, slug, ruleId };
  const before = text ?? fileSkeleton(names);
  const after = `${before.replace(/\n*$/, '\n')}${ruleSkeleton(names)}`;
  const file = join(dir, `${slug}.yaml`);
  if (!isSound(after))
    throw new UnleakError('config-invalid', `${file} does not end with its rules.`, 'Mend that first.');
  await writeFile(file, after);
  const from = text === undefined ? 0 : text.split('\n').length - 1;
  const toFillIn = after
    .split('\n')
    .flatMap((line, index) => (index >= from && line.includes(TO_FILL_IN) ? [index + 1] : []));
  return { file, isNewFile: text === undefined, ruleId, toFillIn };
}

/** What to do with a skeleton, for people. */
export function nextSteps({ file, isNewFile, ruleId, toFillIn }: AddedRule): string {
  return [
    `${ruleId}: ${isNewFile ? 'made' : 'added to'} ${file}`,
    '',
    `1. Fill in what says ${TO_FILL_IN} (lines ${toFillIn.join(', ')}); the pattern and the examples are an example, too.`,
    '   What each key means: docs/writing-rules.md, or an editor with YAML completion.',
    `2. npx vitest run test/unit/rules -t ${ruleId}`,
    '3. npm run docs:rules',
    '4. npm run check',
    '',
  ].join('\n');
}

const slugOf = (provider: string): string =>
  provider
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');

function checkNames(slug: string, ruleId: string): void {
  if (slug === '') throw new UnleakError('usage', 'A provider needs letters or digits.', 'Give its name.');
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(ruleId))
    throw new UnleakError('usage', `${ruleId} is not kebab-case.`, `Take something like ${slug}-api-key.`);
  if (ruleId !== slug && !ruleId.startsWith(`${slug}-`))
    throw new UnleakError(
      'usage',
      `The rules of ${slug}.yaml have ids that begin with ${slug}-.`,
      `Take ${slug}-${ruleId}.`,
    );
}

function isSound(text: string): boolean {
  const document = parseDocument(text);
  return document.errors.length === 0 && checkShape(document.toJS(), () => {}) !== undefined;
}

/** The provider's file, if there is one, once it is sure that no file has the id. */
async function readOthers(dir: string, slug: string, ruleId: string): Promise<{ provider?: string; text?: string }> {
  const problems: Problem[] = [];
  const files = await readRuleFiles(dir, problems);
  const [problem] = problems;
  if (problem)
    throw new UnleakError('config-invalid', `${problem.file}:${problem.line}: ${problem.message}`, 'Mend that first.');
  const holder = files.find(({ content }) => content.rules.some(({ id }) => id === ruleId));
  if (holder) throw new UnleakError('usage', `${ruleId} is already in ${holder.file}.`, 'Take another id.');
  const own = files.find(({ file }) => file === join(dir, `${slug}.yaml`));
  return own ? { provider: own.content.provider, text: await readFile(own.file, 'utf8') } : {};
}
