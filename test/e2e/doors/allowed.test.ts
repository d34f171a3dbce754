import { describe, expect, test } from 'vitest';
import { blocksCommit, guarded, makesCommit, Project, seen, succeeds } from '../../support/cli.ts';
import { jsonReport } from '../../support/json-report.ts';
import { awsKeyId, githubToken } from '../../support/secrets.ts';

const line = (secret: string): string => `TOKEN = "${secret}"\n`;

const staged = (project: Project) => jsonReport(project.unleak('scan', '--staged', '--format', 'json'));

/** Stages a file with a secret, and tells its fingerprint. */
function stageSecret(project: Project, path: string, content: string): string {
  project.write(path, content);
  project.git('add', '-A');
  return staged(project).findings[0]!.fingerprint;
}

describe('the allowlist of .unleakrc.yaml', () => {
  test('by path', () => {
    const project = guarded();
    project.write('.unleakrc.yaml', 'allow:\n  - paths: ["test/fixtures/**"]\n    reason: made up for tests\n');
    makesCommit(project, () => project.commitAll('a fixture', { 'test/fixtures/token.txt': line(githubToken()) }));
    blocksCommit(project, () => project.commitAll('not a fixture', { 'src/token.txt': line(githubToken()) }));
  });

  test('by fingerprint, wherever the secret stands, and for that secret only', () => {
    const project = guarded();
    const secret = githubToken();
    const fingerprint = stageSecret(project, 'a.txt', line(secret));
    project.write('.unleakrc.yaml', `allow:\n  - fingerprints: ["${fingerprint}"]\n    reason: revoked in May\n`);
    project.git('add', '-A');
    expect(staged(project)).toMatchObject({
      verdict: 'allow',
      findings: [{ suppressed: { by: 'fingerprint', reason: 'revoked in May' } }],
    });
    makesCommit(project, () => project.commitAll('known'));
    makesCommit(project, () => project.commitAll('known elsewhere', { 'b.txt': `moved down\n\n${line(secret)}` }));
    blocksCommit(project, () => project.commitAll('unknown', { 'b.txt': line(githubToken()) }));
  });

  test('by path and rule', () => {
    const project = guarded();
    project.write(
      '.unleakrc.yaml',
      'allow:\n  - paths: ["docs/**"]\n    rules: [aws-access-key-id]\n    reason: key ids are no secret in our docs\n',
    );
    makesCommit(project, () => project.commitAll('an id', { 'docs/aws.md': line(awsKeyId()) }));
    blocksCommit(project, () => project.commitAll('a token', { 'docs/github.md': line(githubToken()) }));
  });

  test('fingerprints are worth nothing in another repository', () => {
    const [one, other] = [guarded(), new Project()];
    succeeds(other.unleak('init'));
    const secret = githubToken();
    expect(stageSecret(one, 'a', line(secret))).not.toBe(stageSecret(other, 'a', line(secret)));
  });

  test('that is not valid stops the commit, and says where', () => {
    const project = guarded();
    const outcome = blocksCommit(
      project,
      () => project.commitAll('no reason', { '.unleakrc.yaml': 'allow:\n  - paths: ["a"]\n' }),
      /\.unleakrc\.yaml:2:/,
    );
    expect(outcome.status).toBe(1);
    expect(project.unleak('scan', '--staged').status).toBe(2);
  });
});

describe('a mark beside the secret', () => {
  const mark = 'unleak:allow github-personal-access-token -- a dead token';

  test('on its line, or alone on the line above', () => {
    const project = guarded();
    makesCommit(project, () => project.commitAll('same line', { 'a.py': `TOKEN = "${githubToken()}"  # ${mark}\n` }));
    makesCommit(project, () => project.commitAll('line above', { 'b.py': `# ${mark}\nTOKEN = "${githubToken()}"\n` }));
  });

  test('is recorded with its reason', () => {
    const project = guarded();
    stageSecret(project, 'a.py', `TOKEN = "${githubToken()}"  # ${mark}\n`);
    expect(staged(project).findings).toMatchObject([{ suppressed: { by: 'inline', reason: 'a dead token' } }]);
    expect(project.unleak('scan', '--staged').stdout).toContain('1 suppressed: not counted');
  });

  test.each([
    ['for another rule', 'unleak:allow npm-access-token -- a dead token'],
    ['without a reason', 'unleak:allow github-personal-access-token'],
    ['without a rule', 'unleak:allow -- a dead token'],
  ])('%s does not count', (_, other) => {
    const project = guarded();
    blocksCommit(project, () => project.commitAll('marked', { 'a.py': `TOKEN = "${githubToken()}"  # ${other}\n` }));
  });

  test('that does not speak for the secret says why', () => {
    const project = guarded();
    const marked = (mark: string): string =>
      blocksCommit(project, () => project.commitAll('no', { a: `k = "${githubToken()}" # ${mark}\n` })).stderr;
    expect(marked('unleak:allow github-token -- old')).toContain(
      'mark: the unleak:allow beside it does not name github-personal-access-token',
    );
    expect(marked('unleak:allow -- old')).toContain('does not name github-personal-access-token');
    expect(marked('unleak:allow github-personal-access-token')).toContain('gives no reason: write it behind " -- "');
    expect(marked('a token')).not.toContain('mark:');
  });

  test('that quotes the secret does not print it', () => {
    const project = guarded();
    const secret = githubToken();
    stageSecret(
      project,
      'a.py',
      `TOKEN = "${secret}"  # unleak:allow github-personal-access-token -- ${secret} is dead\n`,
    );
    expect(seen(project.unleak('scan', '--staged', '--format', 'json'))).toContain('[secret] is dead');
  });
});

test("--no-verify is git's own way past the hooks of the client", () => {
  const project = guarded();
  project.write('a', line(githubToken()));
  project.git('add', '-A');
  makesCommit(project, () => project.tryGit('commit', '-q', '--no-verify', '-m', 'past it'));
});
