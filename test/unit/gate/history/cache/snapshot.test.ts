import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { takeSnapshot } from '../../../../../src/gate/history/cache/snapshot.ts';
import { repository, type TestRepository } from '../../../../support/sandbox.ts';

function packed(): { repo: TestRepository; objects: string; pack: string } {
  const repo = repository();
  repo.commit('one', { a: 'a\n' });
  repo.git('repack', '-adq');
  const objects = join(repo.path, '.git', 'objects');
  const name = readdirSync(join(objects, 'pack')).find((file) => file.endsWith('.pack'))!;
  return { repo, objects, pack: join(objects, 'pack', name) };
}

/** Gives a file a date of modification that is easily forged. */
const date = (file: string): void => utimesSync(file, 1, 1);

/** Other bytes in a file, whose size and date of modification stay. */
function rewrite(file: string): void {
  const bytes = readFileSync(file);
  bytes[bytes.length - 1]! ^= 1;
  rmSync(file);
  writeFileSync(file, bytes);
  date(file);
}

describe('takeSnapshot', () => {
  it('is the same while nothing changes', () => {
    const { objects, pack } = packed();
    const snapshot = takeSnapshot([objects])!;
    expect([...snapshot.packs.keys()]).toEqual([pack]);
    expect(takeSnapshot([objects])).toEqual(snapshot);
  });

  it('changes with a pack or index in the place of another, as from an archive: same name, size and date', () => {
    const { objects, pack } = packed();
    for (const file of [pack, pack.replace(/pack$/, 'idx')]) {
      date(file);
      const before = takeSnapshot([objects])!;
      rewrite(file);
      const after = takeSnapshot([objects])!;
      expect(after.digest).not.toBe(before.digest);
      expect(after.packs.get(pack)).not.toEqual(before.packs.get(pack));
    }
  });

  it('changes with every loose object that comes, goes or is another, and leaves the packs as they are', () => {
    const { repo, objects, pack } = packed();
    const digests = [takeSnapshot([objects])!];
    repo.commit('two', { b: 'b\n' });
    digests.push(takeSnapshot([objects])!);
    const oid = repo.git('rev-parse', 'HEAD:b');
    const file = join(objects, oid.slice(0, 2), oid.slice(2));
    date(file);
    digests.push(takeSnapshot([objects])!);
    rewrite(file);
    digests.push(takeSnapshot([objects])!);
    rmSync(file);
    digests.push(takeSnapshot([objects])!);
    expect(new Set(digests.map(({ digest }) => digest)).size).toBe(5);
    expect(new Set(digests.map(({ packs }) => packs.get(pack)!.identity)).size).toBe(1);
  });

  it("looks at alternates' folders, and is none where one is missing", () => {
    const { objects } = packed();
    const { objects: other, pack } = packed();
    mkdirSync(join(objects, 'info'), { recursive: true });
    writeFileSync(join(objects, 'info', 'alternates'), `${other}\n`);
    const before = takeSnapshot([objects])!;
    expect([...before.packs.keys()]).toContain(pack);
    copyFileSync(pack, join(other, 'pack', 'pack-2.pack'));
    expect(takeSnapshot([objects])!.digest).not.toBe(before.digest);
    renameSync(other, `${other}-gone`);
    expect(takeSnapshot([objects])).toBeUndefined();
  });
});
