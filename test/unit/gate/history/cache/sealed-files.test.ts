import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { SealedFiles } from '../../../../../src/gate/history/cache/sealed-files.ts';
import { sandbox } from '../../../../support/sandbox.ts';

/** A git directory, and a user's folder of state. */
function places() {
  const { root } = sandbox();
  vi.stubEnv('XDG_STATE_HOME', join(root, 'state'));
  return { root, cache: join(root, 'unleak', 'cache'), file: join(root, 'unleak', 'cache', 'name') };
}

const open = (root: string): SealedFiles => SealedFiles.open(root)!;

describe('SealedFiles', () => {
  it('gives back what was written under a name, for its key only', () => {
    const { root } = places();
    open(root).write('name', 'key', { number: 1 });
    expect(open(root).read('name', 'key')).toEqual({ number: 1 });
    expect(open(root).read('name', 'other')).toBeUndefined();
    expect(open(root).read('none', 'key')).toBeUndefined();
  });

  it('takes a file with any byte changed, cut off or added for none', () => {
    const { root, file } = places();
    open(root).write('name', 'key', [1, 2, 3]);
    const whole = readFileSync(file);
    for (let at = 0; at < whole.length; at++) {
      const changed = Buffer.from(whole);
      changed[at]! ^= 1 << (at % 8);
      for (const bytes of [changed, whole.subarray(0, at)]) {
        writeFileSync(file, bytes);
        expect(open(root).read('name', 'key'), `at ${at}`).toBeUndefined();
      }
    }
    writeFileSync(file, Buffer.concat([whole, Buffer.alloc(1)]));
    expect(open(root).read('name', 'key')).toBeUndefined();
    writeFileSync(file, whole);
    expect(open(root).read('name', 'key')).toEqual([1, 2, 3]);
  });

  it('takes what another user has sealed for none', () => {
    const { root } = places();
    open(root).write('name', 'key', 1);
    vi.stubEnv('XDG_STATE_HOME', join(root, 'elsewhere'));
    expect(open(root).read('name', 'key')).toBeUndefined();
  });

  it('takes links, folders and what is too large for none', () => {
    const { root, cache, file } = places();
    open(root).write('real', 'key', 1);
    symlinkSync('real', file);
    expect(open(root).read('name', 'key')).toBeUndefined();
    mkdirSync(join(cache, 'folder'));
    expect(open(root).read('folder', 'key')).toBeUndefined();
    truncateSync(join(cache, 'real'), 64 * 1024 * 1024 + 1);
    expect(open(root).read('real', 'key')).toBeUndefined();
  });

  it('writes nothing through a link, over a file, or that is too large', () => {
    for (const name of ['unleak', 'unleak/cache']) {
      const { root } = places();
      mkdirSync(join(root, 'elsewhere'));
      if (name !== 'unleak') mkdirSync(join(root, 'unleak'));
      symlinkSync(join(root, 'elsewhere'), join(root, name));
      open(root).write('name', 'key', 1);
      expect(readdirSync(join(root, 'elsewhere')), name).toEqual([]);
    }
    const { root, file } = places();
    writeFileSync(join(root, 'unleak'), '');
    open(root).write('name', 'key', 1);
    expect(open(root).read('name', 'key')).toBeUndefined();
    const other = places();
    open(other.root).write('name', 'key', 'x'.repeat(64 * 1024 * 1024));
    expect(existsSync(file) || existsSync(other.file)).toBe(false);
  });

  it('reads nothing through a link either', () => {
    const { root } = places();
    const other = join(root, 'other');
    mkdirSync(other);
    open(other).write('name', 'key', 1);
    expect(open(other).read('name', 'key')).toBe(1);
    symlinkSync(join(other, 'unleak'), join(root, 'unleak'));
    expect(open(root).read('name', 'key')).toBeUndefined();
  });

  it('leaves no draft behind where the place is taken', () => {
    const { root, cache } = places();
    mkdirSync(join(cache, 'name'), { recursive: true });
    open(root).write('name', 'key', 1);
    expect(readdirSync(cache)).toEqual(['name']);
  });

  it("removes dead runs' drafts, and the oldest of too much that is not in use", () => {
    const { root, cache } = places();
    mkdirSync(cache, { recursive: true });
    const make = (name: string, bytes: number, hours: number): void => {
      writeFileSync(join(cache, name), '');
      truncateSync(join(cache, name), bytes);
      const when = Date.now() / 1000 - hours * 3600;
      utimesSync(join(cache, name), when, when);
    };
    const large = 30 * 1024 * 1024;
    for (const [name, bytes, hours] of [
      ...([
        ['draft-old', 1, 25],
        ['draft-new', 1, 23],
        ['other', large, 99],
      ] as const),
      ...([
        ['pack-a', large, 99],
        ['pack-b', large, 2],
        ['pack-c', large, 3],
        ['pack-d', 1000, 4],
      ] as const),
    ])
      make(name, bytes, hours);
    open(root).tidy('pack-', new Set(['pack-a']));
    expect(readdirSync(cache)).toEqual(['draft-new', 'other', 'pack-a', 'pack-b']);
  });
});
