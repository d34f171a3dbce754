import { expect, it } from 'vitest';
import { guarded, type Project } from '../../support/cli.ts';
import { jsonReport } from '../../support/json-report.ts';
import { awsKeyId, awsSecretKey } from '../../support/secrets.ts';

const ID = `region: eu-1\nkey: ${awsKeyId()}\n`;
const SECRET = `secret: ${awsSecretKey()}\n`;

/** What a scan finds: each rule with its parts'. */
const found = (project: Project, ...args: string[]): string[] =>
  jsonReport(project.unleak('scan', ...args, '--format', 'json'))
    .findings.map(({ rule, parts }) => [rule, ...parts.map((part) => part.rule)].join('+'))
    .sort();

it('one finding of an id and a secret that nothing but the id gives away', () => {
  const project = guarded();
  project.write('aws.yaml', ID + SECRET);
  project.git('add', '-A');
  expect(found(project, '--staged')).toEqual(['aws-secret-access-key-beside-id+aws-access-key-id']);
});

it('such a secret counts beside an id in another file, and not without', () => {
  const project = guarded();
  project.write('secret.yaml', SECRET);
  project.git('add', '-A');
  expect(found(project, '--staged')).not.toContain('aws-secret-access-key-beside-id');
  project.write('id.yaml', ID);
  project.git('add', '-A');
  const both = ['aws-access-key-id', 'aws-secret-access-key-beside-id'];
  expect(found(project, '--staged')).toEqual(both);
  expect(found(project, '.')).toEqual(both);
  project.git('commit', '-q', '--no-verify', '-m', 'both');
  expect(found(project, '--range', 'HEAD~1..HEAD')).toEqual(both);
});

it('of a history, it counts where an id has come to stand near it', () => {
  const project = guarded();
  project.commit('alone', { 'aws.yaml': SECRET });
  project.commit('both', { 'aws.yaml': ID + SECRET });
  expect(found(project, '--all', '--no-cache')).toContain('aws-secret-access-key-beside-id+aws-access-key-id');
});
