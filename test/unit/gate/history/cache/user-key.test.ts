import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { userKey } from '../../../../../src/gate/history/cache/user-key.ts';
import { sandbox } from '../../../../support/sandbox.ts';

/** Where the key lies; nothing is there yet. */
function keyFile(): string {
  const state = join(sandbox().root, 'state');
  vi.stubEnv('XDG_STATE_HOME', state);
  return join(state, 'unleak', 'cache-key');
}

describe('userKey', () => {
  it('makes a key on first use, for this user alone, and keeps it', () => {
    const file = keyFile();
    const key = userKey()!;
    expect(key).toHaveLength(32);
    expect(lstatSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(dirname(file))).toEqual(['cache-key']);
    expect(userKey()).toEqual(key);
    expect(readFileSync(file)).toEqual(key);
  });

  it('lies below the home folder where no other is named', () => {
    const { root } = sandbox();
    for (const named of ['', 'relative/path']) {
      vi.stubEnv('XDG_STATE_HOME', named);
      vi.stubEnv('HOME', root);
      expect(userKey()).toHaveLength(32);
      expect(existsSync(join(root, '.local/state/unleak/cache-key'))).toBe(true);
    }
  });

  it.each([
    ['others may read', (file: string) => chmodSync(file, 0o640)],
    ['others may write', (file: string) => chmodSync(file, 0o602)],
    ['is too short', (file: string) => writeFileSync(file, 'short')],
    ['is too long', (file: string) => writeFileSync(file, Buffer.alloc(33))],
  ])('refuses a key that %s', (_, spoil) => {
    const file = keyFile();
    expect(userKey()).toHaveLength(32);
    spoil(file);
    expect(userKey()).toBeUndefined();
  });

  it("refuses somebody else's key", () => {
    keyFile();
    expect(userKey()).toHaveLength(32);
    vi.spyOn(process, 'getuid').mockReturnValue(process.getuid!() + 1);
    expect(userKey()).toBeUndefined();
    vi.restoreAllMocks();
  });

  it('refuses a link, a folder, and a place where nothing can be', () => {
    const target = keyFile();
    userKey();
    const link = keyFile();
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(target, link);
    expect(userKey()).toBeUndefined();
    const folder = keyFile();
    mkdirSync(folder, { recursive: true });
    expect(userKey()).toBeUndefined();
    const blocked = keyFile();
    mkdirSync(dirname(dirname(blocked)), { recursive: true });
    writeFileSync(dirname(blocked), '');
    expect(userKey()).toBeUndefined();
  });
});
