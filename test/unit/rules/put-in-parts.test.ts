import { expect, it } from 'vitest';
import { putInParts } from '../../../src/rules/put-in-parts.ts';
import type { RuleFile } from '../../../src/rules/rule-file.ts';

const file = (parts: RuleFile['parts'], pattern: string, notAfter?: string): RuleFile =>
  ({ provider: 'Acme', parts, rules: [{ pattern, notAfter }] }) as unknown as RuleFile;

const problemsOf = (one: RuleFile): { problems: string[]; result: RuleFile } => {
  const problems: string[] = [];
  return { result: putInParts(one, (path, message) => problems.push(`${path.join('.')}: ${message}`)), problems };
};

it('puts parts into patterns, each as a group, and into the parts below', () => {
  const { result, problems } = problemsOf(
    file({ word: 'key|token', name: '(?&word)s?' }, '(?&name)=[a-z]{8}', '(?&word)'),
  );
  expect(problems).toEqual([]);
  expect(result.rules[0]).toMatchObject({ pattern: '(?:(?:key|token)s?)=[a-z]{8}', notAfter: '(?:key|token)' });
});

it('names parts that there are not, or not yet', () => {
  const { problems } = problemsOf(file({ name: '(?&word)', word: 'key' }, '(?&other)x'));
  expect(problems).toEqual(['parts.name: no part is called "word"', 'rules.0.pattern: no part is called "other"']);
});

it('leaves a file without parts as it is', () => {
  const one = file(undefined, '(?&name)');
  expect(putInParts(one, () => expect.unreachable())).toBe(one);
});
