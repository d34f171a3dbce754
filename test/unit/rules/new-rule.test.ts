import { appendFile, copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { compileRules } from '../../../src/rules/compile.ts';
import { addRule, nextSteps } from '../../../src/rules/new/add-rule.ts';
import { TO_FILL_IN } from '../../../src/rules/new/skeleton.ts';

const CONFIG = fileURLToPath(new URL('../../../config', import.meta.url));
const schema: object = JSON.parse(await readFile(join(CONFIG, 'schema', 'rule.schema.json'), 'utf8'));
const validate = new Ajv2020({ allErrors: true }).compile(schema);

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'unleak-new-rule-'));
});
afterEach(() => rm(dir, { recursive: true }));

/** Fails unless the schema and the compiler take the file. */
async function expectSound(file: string): Promise<void> {
  validate(parse(await readFile(file, 'utf8')));
  expect(validate.errors ?? []).toEqual([]);
  expect((await compileRules(dir)).problems).toEqual([]);
}

describe('npm run new:rule', () => {
  it('makes a file that the schema and the compiler take', async () => {
    const added = await addRule(dir, 'Acme Cloud', 'acme-cloud-api-key');
    expect(added).toMatchObject({ file: join(dir, 'acme-cloud.yaml'), isNewFile: true });
    await expectSound(added.file);
    const { details } = await compileRules(dir);
    expect(details).toMatchObject([{ provider: 'Acme Cloud', secretType: 'acme_cloud_api_key' }]);
  });

  it('adds a rule behind those of a provider, and leaves these as they are', async () => {
    await copyFile(join(CONFIG, 'rules', 'github.yaml'), join(dir, 'github.yaml'));
    const before = await readFile(join(dir, 'github.yaml'), 'utf8');
    const { file, isNewFile } = await addRule(dir, 'GitHub', 'github-new-token');
    expect(isNewFile).toBe(false);
    expect((await readFile(file, 'utf8')).startsWith(before)).toBe(true);
    await expectSound(file);
    expect((await compileRules(dir)).details.find(({ id }) => id === 'github-new-token')?.title).toBe(
      'GitHub new token',
    );
  });

  it('names the lines to fill in', async () => {
    await addRule(dir, 'acme', 'acme-token');
    const { file, toFillIn } = await addRule(dir, 'acme', 'acme-key');
    const lines = (await readFile(file, 'utf8')).split('\n');
    expect(toFillIn.length).toBeGreaterThan(5);
    for (const number of toFillIn) expect(lines[number - 1]).toContain(TO_FILL_IN);
    // The older rule's lines are not this one's business.
    expect(Math.min(...toFillIn)).toBeGreaterThan(lines.findIndex((line) => line.includes('acme-key')));
  });

  it('says what to do next', async () => {
    const text = nextSteps(await addRule(dir, 'acme', 'acme-token'));
    expect(text).toContain('acme-token: made ');
    for (const step of ['-t acme-token', 'npm run docs:rules', 'npm run check']) expect(text).toContain(step);
  });

  it.each([
    ['acme', 'Acme_Token', 'Acme_Token is not kebab-case.'],
    ['acme', 'other-token', 'The rules of acme.yaml have ids that begin with acme-.'],
    ['!', 'acme-token', 'A provider needs letters or digits.'],
  ])('refuses %s %s, and writes nothing', async (provider, id, message) => {
    await expect(addRule(dir, provider, id)).rejects.toThrow(message);
    expect(await readdir(dir)).toEqual([]);
  });

  it('refuses a file in which something comes after the rules', async () => {
    const { file } = await addRule(dir, 'acme', 'acme-token');
    await appendFile(file, 'notes: none\n');
    await expect(addRule(dir, 'acme', 'acme-key')).rejects.toThrow('unknown key "notes"');
    await rm(file);
    const text = await readFile(join(CONFIG, 'rules', 'age.yaml'), 'utf8');
    await writeFile(join(dir, 'age.yaml'), `${text.replace(/^provider: .*\n/m, '')}provider: age\n`);
    await expect(addRule(dir, 'age', 'age-key')).rejects.toThrow('does not end with its rules');
  });

  it('refuses an id that is there', async () => {
    await addRule(dir, 'acme', 'acme-cloud-key');
    await expect(addRule(dir, 'acme-cloud', 'acme-cloud-key')).rejects.toThrow(/already in .*acme\.yaml/);
  });
});

it('no shipped rule is a skeleton', async () => {
  for (const name of await readdir(join(CONFIG, 'rules')))
    expect(await readFile(join(CONFIG, 'rules', name), 'utf8'), name).not.toContain(TO_FILL_IN);
});
