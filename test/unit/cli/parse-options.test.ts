import { expect, test } from 'vitest';
import { isWord, parseBytes, parseCount, parseOptions } from '../../../src/cli/parse-options.ts';
import { awsKeyId, githubToken } from '../../support/secrets.ts';

test.each([
  ['300m', 300 * 1024 ** 2],
  ['1G', 1024 ** 3],
  ['64k', 65536],
  ['123', 123],
])('%s is an amount of memory', (text, bytes) => {
  expect(parseBytes(text, '--max-memory')).toBe(bytes);
});

test.each(['', '0', '0m', '-1', '1.5g', '1t', 'm', ' 1m', '1e9', '9'.repeat(40)])('%j is none', (text) => {
  expect(() => parseBytes(text, '--max-memory')).toThrow('--max-memory takes an amount of memory');
});

test('a number of threads', () => {
  expect(parseCount('1', 64, '--threads')).toBe(1);
  expect(parseCount('64', 64, '--threads')).toBe(64);
  for (const text of ['', '0', '65', '-1', '1.5', 'two', '1e1', ' 1'])
    expect(() => parseCount(text, 64, '--threads')).toThrow('--threads takes a number from 1 to 64');
});

test('an option that there is not is repeated only if it can be no secret', () => {
  const said = (...args: string[]): string => {
    try {
      parseOptions(args, {});
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };
  expect(said('--nonsense')).toBe("Unknown option '--nonsense'.");
  expect(said('--dry-run=x')).toBe("Unknown option '--dry-run'.");
  for (const secret of [awsKeyId(), githubToken(), 'correcthorsebatterystaplexx', 'Hunter2']) {
    expect(said('a', 'b', `--${secret}`)).toMatch(/^Argument 3 is an option that there is not/);
    expect(said(`--${secret}=${secret}`)).toMatch(/^Argument 1 is an option that there is not/);
    for (const text of [said(`--${secret}`), said(`--${secret}=x`)]) expect(text.includes(secret.slice(4))).toBe(false);
    expect(isWord(secret)).toBe(false);
  }
});
