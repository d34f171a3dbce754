import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { Project } from '../../support/cli.ts';
import { jsonReport } from '../../support/json-report.ts';
import { SECRET_FILES } from '../../support/secret-files.ts';
import { expandTemplate, seededRandom } from '../../support/template.ts';
import { TOOL_FILES } from '../../support/tool-files.ts';

const FILES = [...SECRET_FILES, ...TOOL_FILES];

/** Puts all files into a folder and scans it: path → rules that found something there. */
function scanned(content: 'holds' | 'clean'): Map<string, string[]> {
  const project = new Project();
  for (const [i, file] of FILES.entries()) {
    const path = join(project.path, file.path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, expandTemplate(file[content], seededRandom(i + 1)), 'latin1');
  }
  const found = new Map<string, string[]>();
  for (const { path, rule } of jsonReport(project.unleak('scan', '.', '--format', 'json')).findings)
    found.set(path!, [...(found.get(path!) ?? []), rule]);
  return found;
}

it('finds the secret in each file that people keep secrets in, once', () => {
  expect(Object.fromEntries(scanned('holds'))).toEqual(
    Object.fromEntries(FILES.map(({ path, rule }) => [path, [rule]])),
  );
});

it('says nothing about the same files with variables and placeholders', () => {
  expect(Object.fromEntries(scanned('clean'))).toEqual({});
});
