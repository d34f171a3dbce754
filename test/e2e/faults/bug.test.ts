import { expect, test, vi } from 'vitest';
import { fail } from '../../../src/cli/fail.ts';
import { UnleakError } from '../../../src/domain/unleak-error.ts';
import { expectNoSecret, githubToken } from '../../support/secrets.ts';

/** What `fail` prints for an error. */
function printed(error: unknown): string {
  const print = vi.spyOn(console, 'error').mockImplementation(() => {});
  expect(fail(error)).toBe(2);
  const text = print.mock.calls.flat().join('\n');
  print.mockRestore();
  expectNoSecret(text);
  return text;
}

test.each([
  ['in a message', (secret: string) => new TypeError(`can't read ${secret}`)],
  ['in a message of many lines', (secret: string) => new Error(`no\n    at ${secret} (a.ts:1:1)\n${secret}`)],
  ['in a cause', (secret: string) => new Error('no', { cause: new Error(secret) })],
  ['in several errors', (secret: string) => new AggregateError([new Error(secret)], secret)],
  ['thrown as text', (secret: string) => secret],
  ['in an object', (secret: string) => ({ name: 'Error', message: secret, stack: `    at ${secret}` })],
  [
    'in a message that was changed later',
    (secret: string) => Object.assign(new Error(`    at ${secret}`), { message: 'x' }),
  ],
])('a bug shows no secret: %s', (_, make) => {
  const text = printed(make(githubToken()));
  expect(text).toMatch(/bug in unleak/);
});

test('nothing at all may be thrown', () => {
  for (const nothing of [undefined, null, 0, '', Symbol('x'), Object.create(null)]) {
    expect(printed(nothing)).toMatch(/bug in unleak/);
  }
});

test('an expected fault gives its sentence and its hint, no frames', () => {
  const cause = new Error(githubToken());
  const text = printed(new UnleakError('io', 'This did not work.', 'Do that.', { cause }));
  expect(text).toBe('unleak: This did not work.\n  Do that.');
});
