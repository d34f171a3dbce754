import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CONFIG_NAMES } from '../../../src/config/config-names.ts';
import { loadConfig } from '../../../src/config/load-config.ts';
import { mayHaveConfig } from '../../../src/config/may-have-config.ts';
import { sandbox } from '../../support/sandbox.ts';

describe('mayHaveConfig', () => {
  it.each(['{}', '[]', 'null', '{"name":"x"}', '{"devDependencies":{"unleak":"1"}}', '"\\"unleak\\""'])(
    'says no to a package.json of %s, and so does loadConfig',
    async (text) => {
      const { root } = sandbox();
      expect(mayHaveConfig(root)).toBe(false);
      writeFileSync(`${root}/package.json`, text);
      expect(mayHaveConfig(root)).toBe(false);
      expect((await loadConfig(root)).file).toBeUndefined();
    },
  );

  it.each(CONFIG_NAMES)('says yes where there is %s', (name) => {
    const { root } = sandbox();
    mkdirSync(`${root}/.config`);
    writeFileSync(`${root}/${name}`, '');
    expect(mayHaveConfig(root)).toBe(true);
  });

  it.each(['{"unleak":{}}', '{"unleak":null}', '{"unleak"', '\ufeff{"unleak":{}}', ' '.repeat(1024 * 1024 + 1)])(
    'says yes to a package.json that holds one, or can’t be judged here',
    (text) => {
      const { root } = sandbox();
      writeFileSync(`${root}/package.json`, text);
      expect(mayHaveConfig(root)).toBe(true);
    },
  );

  it('says yes to what is no regular file', () => {
    const { root } = sandbox();
    symlinkSync('nowhere', `${root}/package.json`);
    expect(mayHaveConfig(root)).toBe(true);
    const { root: other } = sandbox();
    symlinkSync('nowhere', `${other}/.unleakrc`);
    expect(mayHaveConfig(other)).toBe(true);
  });
});
