import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSalt, parseSalt, readSalt } from '../../../src/config/salt.ts';
import { folder, refusal } from './folder.ts';

const HEX = 'ab'.repeat(32);

describe('salt', () => {
  test.each([`${HEX}\n`, HEX, `${HEX}\r\n`, `${HEX.toUpperCase()}\n`])('reads %j', (text) => {
    expect(parseSalt(Buffer.from(text))).toEqual(Buffer.from(HEX, 'hex'));
  });

  test.each(['', '\n', HEX.slice(1), `${HEX}00`, `${HEX}\n\n`, ` ${HEX}`, `${HEX.slice(1)}g`, `${HEX}\n`.repeat(20)])(
    'refuses %j',
    async (text) => {
      expect(await refusal((async () => parseSalt(Buffer.from(text)))())).toMatch(
        /^config-invalid \| \.unleak\/salt:1:1/,
      );
    },
  );

  test('any 32 bytes come back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        expect(parseSalt(Buffer.from(`${Buffer.from(bytes).toString('hex')}\n`))).toEqual(Buffer.from(bytes));
      }),
    );
  });

  test('absent, made, kept', async () => {
    const root = folder();
    expect(await readSalt(root)).toBeUndefined();
    expect(await createSalt(root)).toBe('created');
    const salt = await readSalt(root);
    expect(salt).toHaveLength(32);
    expect(readFileSync(join(root, '.unleak/salt'), 'latin1')).toMatch(/^[0-9a-f]{64}\n$/);
    expect(await createSalt(root)).toBe('kept');
    expect(await readSalt(root)).toEqual(salt);
    expect(readdirSync(join(root, '.unleak'))).toEqual(['salt']);
  });

  test('made by many at once: one wins, all agree', async () => {
    const root = folder();
    const results = await Promise.all(Array.from({ length: 8 }, () => createSalt(root)));
    expect(results.filter((result) => result === 'created')).toHaveLength(1);
    expect(readdirSync(join(root, '.unleak'))).toEqual(['salt']);
  });

  test('what is there and no salt is neither read nor replaced', async () => {
    const root = folder({ '.unleak/salt': 'changeme' });
    expect(await refusal(readSalt(root))).toMatch(/config-invalid/);
    expect(await refusal(createSalt(root))).toMatch(/config-invalid/);
    expect(readFileSync(join(root, '.unleak/salt'), 'latin1')).toBe('changeme');
  });

  test('links and files in the way', async () => {
    const outside = folder({ salt: `${HEX}\n` });
    const linked = folder();
    symlinkSync(outside, join(linked, '.unleak'));
    expect(await refusal(readSalt(linked))).toMatch(/config-unreadable/);
    const empty = folder();
    symlinkSync(folder(), join(empty, '.unleak'));
    expect(await refusal(createSalt(empty))).toMatch(/^io/);
    const dangling = folder();
    mkdirSync(join(dangling, '.unleak'));
    symlinkSync('nowhere', join(dangling, '.unleak/salt'));
    expect(await refusal(createSalt(dangling))).toMatch(/config-unreadable/);
    const file = folder();
    writeFileSync(join(file, '.unleak'), '');
    expect(await refusal(createSalt(file))).toMatch(/^io/);
  });
});
