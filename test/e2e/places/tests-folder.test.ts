import { describe, expect, it } from 'vitest';
import { blocksCommit, guarded, makesCommit, type Project, seen } from '../../support/cli.ts';
import { jsonReport } from '../../support/json-report.ts';
import { githubToken } from '../../support/secrets.ts';
import { expandTemplate, seededRandom } from '../../support/template.ts';

const random = (template: string): string => expandTemplate(template, seededRandom(1));
const PASSWORD = `password = "${random('{base62:20}')}"\n`;
const spoilt = (): string => `t = "${githubToken().slice(0, -6)}000000"\n`;

/** Rule → tier of what a scan reports at a path. */
const tiersAt = (project: Project, path: string): object =>
  Object.fromEntries(
    jsonReport(project.unleak('scan', path, '--format', 'json')).findings.map(({ rule, tier }) => [rule, tier]),
  );

describe('in tests, examples and documentation', () => {
  it('what blocks by its name elsewhere is a note, which stops nothing and is counted', () => {
    const project = guarded();
    blocksCommit(project, () => project.commitAll('m', { 'src/login.py': PASSWORD }));
    project.git('rm', '-q', '--cached', 'src/login.py');
    const made = makesCommit(project, () => project.commitAll('m', { 'tests/login.py': PASSWORD, 'src/login.py': '' }));
    expect(seen(made)).toContain('1 note, in tests, examples or documentation: 1 of generic-password');
    expect(tiersAt(project, 'tests/login.py')).toEqual({ 'generic-password': 'note' });
  });

  it('so is what warns elsewhere', () => {
    const project = guarded();
    project.write('a.py', spoilt());
    project.write('tests/a.py', spoilt());
    expect(tiersAt(project, 'a.py')).toEqual({ 'github-personal-access-token': 'warn' });
    expect(tiersAt(project, 'tests/a.py')).toEqual({ 'github-personal-access-token': 'note' });
  });

  it('a token of a documented format blocks as it does elsewhere', () => {
    const project = guarded();
    blocksCommit(project, () => project.commitAll('m', { 'tests/a.py': `t = "${githubToken()}"\n` }));
  });

  it('the configuration has the last word, for each tier', () => {
    for (const tier of ['block', 'warn', 'note']) {
      const project = guarded();
      project.write('.unleakrc.yaml', `rules:\n  generic-password: ${tier}\n`);
      for (const path of ['tests/login.py', 'src/login.py']) {
        project.write(path, PASSWORD);
        expect(tiersAt(project, path)).toEqual({ 'generic-password': tier });
      }
    }
  });
});
