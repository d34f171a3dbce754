import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { Secret } from '../../../src/domain/secret.ts';

it('shows its text to nobody but reveal', () => {
  const secret = new Secret('hunter2');
  const shown = [
    String(secret),
    `${secret}`,
    JSON.stringify({ secret }),
    inspect(secret),
    inspect({ deep: { secret } }, { showHidden: true }),
    Object.values(secret).join(),
  ];
  for (const text of shown) expect(text).not.toContain('hunter2');
  expect(secret.reveal()).toBe('hunter2');
});
