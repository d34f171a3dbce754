import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { guarded, makesCommit, Project } from '../../support/cli.ts';
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

it('does not look for what only its file gives away in commit messages', () => {
  const project = guarded();
  makesCommit(project, () => project.tryGit('commit', '-q', '--allow-empty', '-m', 'No need of a password (#7899)'));
  project.git('tag', '-a', '-m', 'No need of a password (#7899)', 'v1');
  expect(jsonReport(project.unleak('scan', '--all', '--format', 'json')).findings).toEqual([]);
});

it('looks for it in a blob that has no path: nobody knows which file that was', () => {
  const project = new Project();
  project.commit('a', { a: 'a' });
  const password = expandTemplate('password {base62:14}', seededRandom(7));
  project.write('msmtprc', `account acme\n${password}\n`);
  project.git('tag', 'kept', project.git('hash-object', '-w', 'msmtprc').trim());
  const { findings } = jsonReport(project.unleak('scan', '--all', '--format', 'json'));
  expect(findings.map(({ rule }) => rule)).toEqual(['mail-client-password']);
});
