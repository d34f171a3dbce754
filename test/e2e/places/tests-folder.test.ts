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
    expect(seen(made)).toContain(
      '1 note, blocking nothing, as in tests, examples and documentation: generic-password at tests/login.py:1:13\n',
    );
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

  it('what leaves the tests is judged anew, also where its file is renamed', () => {
    const project = guarded();
    const text = `${Array.from({ length: 20 }, (_, i) => `# line ${i}`).join('\n')}\n${PASSWORD}`;
    makesCommit(project, () => project.commitAll('m', { 'tests/login.py': text, 'tests/other.py': `${text}x = 1\n` }));
    project.git('mv', 'tests/login.py', 'login.py');
    blocksCommit(project, () => project.commitAll('m'));
    // What git takes for a rename by likeness, in a range.
    project.git('mv', 'tests/other.py', 'other.py');
    project.write('other.py', `${text}x = 2\n`);
    project.git('add', '-A');
    project.git('commit', '-q', '--no-verify', '-m', 'm');
    expect(project.unleak('scan', '--range', 'HEAD~1..HEAD').status).toBe(1);
    expect(project.unleak('scan', '--range', 'HEAD~1..HEAD', '--git', 'isomorphic-git').status).toBe(1);
    // What blocked before was there before.
    project.git('mv', 'login.py', 'signin.py');
    makesCommit(project, () => project.commitAll('m'));
  });
});
