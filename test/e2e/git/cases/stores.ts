import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { WINDOW_OVERLAP, WINDOW_SIZE } from '../../../../src/git/windows.ts';
import { repository } from '../../../support/sandbox.ts';
import { type Adapter, contentsOf, raw, using } from '../adapters.ts';
import { storesAgree } from '../stores-agree.ts';

const NOWHERE = '1234567890123456789012345678901234567890';

export function storeCases(adapter: Adapter): void {
  test('loose, packed, both, with deltas, dangling, empty', async () => {
    const made = repository();
    const long = Array.from({ length: 400 }, (_, i) => createHash('sha1').update(`${i}`).digest('hex')).join('\n');
    made.commit('one', {
      a: long,
      empty: '',
      lfs: 'version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 5\n',
    });
    for (let i = 0; i < 6; i++) made.commit(`change ${i}`, { a: `${long}\n${i}\n` });
    made.git('tag', '-m', 'tag', 'v1');
    await storesAgree(adapter, made);
    made.git('repack', '-q', '-a', '-d');
    expect(raw(made, 'count-objects', '-v')).toContain('count: 0\n');
    await storesAgree(adapter, made);
    made.commit('loose', { b: 'b\n' });
    made.sandbox.run('git', ['hash-object', '-w', '--stdin'], { cwd: made.path, input: 'dangling' });
    made.git('repack', '-q');
    await storesAgree(adapter, made);
    // Deltas that name their base by id, as `git push` sends them.
    made.git('config', 'repack.useDeltaBaseOffset', 'false');
    made.git('repack', '-q', '-a', '-d', '-f');
    await storesAgree(adapter, made);
  });

  test('an empty store', async () => {
    await storesAgree(adapter, repository());
  });

  test('the types of what is here', async () => {
    const made = repository();
    made.commit('one', { a: 'a\n' });
    made.git('tag', '-a', '-m', 'tag', 'v1');
    const names = { commit: 'HEAD', tree: 'HEAD^{tree}', blob: 'HEAD:a', tag: 'v1' };
    const expected = Object.entries(names).map(([type, name]) => [made.git('rev-parse', name), type]);
    const asked = [NOWHERE, ...expected.map(([oid]) => oid!)];
    expect([...(await using(adapter, made, (git) => git.types(asked)))]).toEqual(expected);
    expect(await using(adapter, made, (git) => git.types([]))).toEqual(new Map());
  });

  test('reads what is asked for and says what is missing', async () => {
    const made = repository();
    made.commit('one', { a: 'a\n', empty: '' });
    const [blob, empty, tree] = ['HEAD:a', 'HEAD:empty', 'HEAD^{tree}'].map((name) => made.git('rev-parse', name));
    const asked = [blob!, NOWHERE, empty!, tree!, made.git('rev-parse', 'HEAD')];
    const { objects, missing } = await using(adapter, made, (git) => contentsOf((visitor) => git.read(asked, visitor)));
    expect(missing).toEqual([NOWHERE]);
    expect([...objects].map(([oid, { type, windows }]) => [oid, type, windows])).toEqual([
      [blob, 'blob', 1],
      [empty, 'blob', 1],
      [tree, 'tree', 1],
      [asked[4], 'commit', 1],
    ]);
  });

  test('a large object comes in overlapping windows', async () => {
    const made = repository();
    const big = Buffer.alloc(9 * 1024 * 1024 + 7);
    for (let at = 0; at < big.length; at += 4)
      big.writeUInt32LE((Math.imul(at, 2654435761) >>> 0) % 4093, Math.min(at, big.length - 4));
    made.commit('big', { big });
    const oid = made.git('rev-parse', 'HEAD:big');
    const offsets: [number, number][] = [];
    const whole = Buffer.alloc(big.length);
    await using(adapter, made, (git) =>
      git.read([oid], {
        window: ({ bytes, offset }) => {
          offsets.push([offset, bytes.length]);
          bytes.copy(whole, offset);
        },
        missing: () => expect.unreachable(),
      }),
    );
    expect(whole.equals(big)).toBe(true);
    expect(offsets.length).toBeGreaterThan(1);
    for (const [i, [offset, length]] of offsets.entries()) {
      expect(length).toBeLessThan(WINDOW_SIZE + 1024 * 1024);
      if (i > 0) expect(offset).toBe(offsets[i - 1]![0] + offsets[i - 1]![1] - WINDOW_OVERLAP);
    }
  });

  test('the visitor’s own error comes through, even in the middle of much data', async () => {
    const made = repository();
    made.commit('big', { a: Buffer.alloc(5 * 1024 * 1024, 'a'), b: Buffer.alloc(5 * 1024 * 1024, 'b') });
    const oids = ['HEAD:a', 'HEAD:b'].map((name) => made.git('rev-parse', name));
    const failing = {
      window: () => {
        throw new Error('the visitor’s own');
      },
      missing: () => {},
    };
    await using(adapter, made, async (git) => {
      await expect(git.read(oids, failing)).rejects.toThrow('the visitor’s own');
      await expect(git.readAll(failing)).rejects.toThrow('the visitor’s own');
    });
  });
}
