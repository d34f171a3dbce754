import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { confirm, type Terminal } from '../../../src/cli/purge-confirm.ts';

/** A terminal on which somebody types. @param typed undefined: the input ends at once */
function terminal(typed: string | undefined, isTTY = true): Terminal & { readonly output: PassThrough } {
  const input = Object.assign(new PassThrough(), { isTTY });
  input.end(typed ?? '');
  return { input, output: Object.assign(new PassThrough(), { isTTY }) };
}

const ask = (on: Terminal, yes = false) =>
  confirm({ question: 'This writes the history anew.', word: 'shop', yes }, on);

test('the word is asked for, and typed', async () => {
  const on = terminal('shop\n');
  await ask(on);
  on.output.end();
  expect(await text(on.output)).toBe('This writes the history anew.\nType shop to go on: ');
});

test.each([['y\n'], ['yes\n'], ['Shop\n'], ['\n'], ['shop2\n'], [undefined]])('%j is not the word', async (typed) => {
  await expect(ask(terminal(typed))).rejects.toThrow('so nothing was changed');
});

test('where nobody can be asked, --yes is needed', async () => {
  await expect(ask(terminal('shop\n', false))).rejects.toThrow('give --yes');
  const half = { input: terminal('shop\n').input, output: Object.assign(new PassThrough(), { isTTY: false }) };
  await expect(ask(half)).rejects.toThrow('give --yes');
  await ask(terminal(undefined, false), true);
});
