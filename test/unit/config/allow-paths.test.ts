import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pathMatcher } from '../../../src/config/allow-paths.ts';
import { ALLOW_PATH } from '../../../src/config/path-forms.ts';

describe('pathMatcher', () => {
  test.each([
    [['test/fixtures/'], 'test/fixtures/deep/a.txt', true],
    [['test/fixtures/'], 'src/test/fixtures/a.txt', false],
    [['*.pem'], 'deep/down/key.pem', true],
    [['*.pem'], 'key.PEM', false],
    [['/a.txt'], 'b/a.txt', false],
    [['docs/**', '!docs/live.md'], 'docs/live.md', false],
    [['docs/**', '!docs/live.md'], 'docs/x.md', true],
    [['ключ/*'], 'ключ/файл', true],
    [['*'], 'a b\tc', true],
  ])('%j on %j: %s', (patterns, path, covered) => {
    expect(pathMatcher(patterns)(path)).toBe(covered);
  });

  test.each([
    '',
    '.',
    '..',
    '../x',
    './x',
    '/etc/x',
    'a//b',
    'a/../b',
    'a/./b',
    'x'.repeat(256),
    'a/'.repeat(100).concat('a'),
  ])('odd path %j is not covered', (path) => {
    expect(pathMatcher(['*', '**'])(path)).toBe(false);
  });

  test('any path and any pattern, without an exception and soon', () => {
    const pattern = fc.string({
      unit: fc.constantFrom('*', 'a', '/', '[', ']', '!', '\\', '?', '-', '#', ' ', 'b'),
      minLength: 1,
      maxLength: 30,
    });
    const path = fc.string({ unit: fc.constantFrom('a', 'b', '/', '.', '\\', '\n', '\0', 'é', '😀'), maxLength: 600 });
    fc.assert(
      fc.property(
        pattern.filter((text) => ALLOW_PATH.test(text)),
        path,
        (text, name) => {
          const begun = Date.now();
          expect(typeof pathMatcher([text])(name)).toBe('boolean');
          expect(Date.now() - begun).toBeLessThan(1000);
        },
      ),
      { numRuns: 500 },
    );
  });
});
