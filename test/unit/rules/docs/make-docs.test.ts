import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readGithubPatterns } from '../../../../src/rules/docs/github-patterns.ts';
import { makeDocs, staleDocs, writeDocs } from '../../../../src/rules/docs/make-docs.ts';

const CONFIG = fileURLToPath(new URL('../../../../config', import.meta.url));

let root = '';
let config = '';
let docs = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'unleak-docs-'));
  config = join(root, 'config');
  docs = join(root, 'docs');
  await mkdir(join(config, 'rules'), { recursive: true });
  for (const name of ['rules/npm.yaml', 'rules/age.yaml', 'github-patterns.psv'])
    await cp(join(CONFIG, name), join(config, name));
  await writeFile(join(config, 'coverage.yaml'), 'reasons:\n  # none yet\n');
});
afterEach(() => rm(root, { recursive: true }));

it('knows which pages are not what it would write', async () => {
  expect(await staleDocs(config, docs)).toEqual(['rules.md', 'coverage.md']);
  await writeDocs(config, docs);
  expect(await staleDocs(config, docs)).toEqual([]);
  await rm(join(config, 'rules', 'age.yaml'));
  // No row of the list is about age.
  expect(await staleDocs(config, docs)).toEqual(['rules.md']);
});

it('refuses notes that are not true, and rules that are none', async () => {
  await writeFile(join(config, 'coverage.yaml'), 'reasons: { npm_access_token: retired }\n');
  await expect(makeDocs(config)).rejects.toThrow('npm_access_token has a rule now');
  await writeFile(join(config, 'rules', 'age.yaml'), 'provider: age\n');
  await expect(makeDocs(config)).rejects.toThrow(/age\.yaml:1: "rules" is missing/);
});

it('has a line for each of the 491 rows of the shipped list', async () => {
  const patterns = readGithubPatterns(await readFile(join(CONFIG, 'github-patterns.psv'), 'utf8'));
  expect(patterns).toHaveLength(491);
  const page = (await makeDocs(CONFIG)).get('coverage.md')!;
  expect(page.split('\n').filter((line) => /^\| .* \| `/.test(line))).toHaveLength(491);
});
