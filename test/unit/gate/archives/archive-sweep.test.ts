import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { DetectorChain } from '../../../../src/detect/chain.ts';
import { MOST_MEMBERS } from '../../../../src/gate/archives/allowance.ts';
import { type ArchiveKind, archiveKind, HEAD } from '../../../../src/gate/archives/archive-kind.ts';
import { ArchiveSweep } from '../../../../src/gate/archives/archive-sweep.ts';
import { Sweep } from '../../../../src/gate/sweep.ts';
import { tarEntry, tarOf, zipOf } from '../../../support/archives.ts';
import { testRule, testToken } from '../../../support/rule.ts';

const chain = new DetectorChain({ rules: [testRule()] });
const text = `first line\nTOKEN=${testToken()}\n`;

async function look(archive: Buffer, name = 'a.bin') {
  const sweep = new Sweep({ chain }, { deadline: Number.POSITIVE_INFINITY });
  const bytes = Buffer.from(archive);
  await new ArchiveSweep(sweep).open(bytes, archiveKind(bytes.subarray(0, HEAD)) as ArchiveKind, name);
  return {
    found: sweep.claims.map(({ path, line, candidate }) => `${path}:${line} ${candidate.secret.length}`),
    skipped: sweep.coverage.skipped.map(({ reason, what }) => `${reason} ${what}`),
    coverage: sweep.coverage,
  };
}

const length = testToken().length;

describe('ArchiveSweep', () => {
  it.each([
    ['zip', zipOf([{ path: 'config/a.properties', content: text }]), 'config/a.properties'],
    ['stored zip', zipOf([{ path: 'b', content: text, method: 0 }]), 'b'],
    ['tar', tarOf(tarEntry('dir/b', text)), 'dir/b'],
    ['tar.gz', gzipSync(tarOf(tarEntry('dir/b', text))), 'dir/b'],
    ['gzip', gzipSync(text), 'a.bin'],
    ['two gzip members', Buffer.concat([gzipSync('first '), gzipSync(text.slice(6))]), 'a.bin'],
  ])('finds a token in a %s once, by its line in the member', async (_, archive, member) => {
    const { found, skipped } = await look(archive);
    expect(found).toEqual([`a.bin!/${member}:2 ${length}`]);
    expect(skipped).toEqual([]);
  });

  it('finds a token that stands between letters in compiled Python, once', async () => {
    const module = Buffer.from(`\xa7\r\r\n${'\0'.repeat(12)}\xe3)\x02z\x14${testToken()}N)\x01`, 'latin1');
    expect((await look(module)).found).toEqual([`a.bin!/texts:1 ${length}`]);
    const zipped = zipOf([{ path: 'm.pyc', content: module }]);
    expect((await look(zipped)).found).toEqual([`a.bin!/m.pyc!/texts:1 ${length}`]);
  });

  it('names a gzip file’s content by the file', async () => {
    expect((await look(gzipSync(text), 'logs/app.log.gz')).found).toEqual([`logs/app.log.gz!/app.log:2 ${length}`]);
  });

  it('looks into archives in archives, three deep, and says where it stops', async () => {
    const nest = (inner: Buffer | string, depth: number): Buffer =>
      depth === 0 ? Buffer.from(inner) : zipOf([{ path: `z${depth}`, content: nest(inner, depth - 1) }]);
    const three = await look(nest(text, 3));
    expect(three.found).toEqual([`a.bin!/z3!/z2!/z1:2 ${length}`]);
    expect(three.skipped).toEqual([]);
    const four = await look(nest(text, 4));
    expect(four.found).toEqual([]);
    expect(four.skipped).toEqual(['unsupported a.bin!/z4!/z3!/z2 (in more than 3 archives)']);
  });

  it('looks at what is no member: comments, what stands before, members that can’t be read', async () => {
    const [comment, before] = [testToken(1), testToken(2)];
    const archive = zipOf([{ path: 'b', content: text, method: 0, flags: 1 }], { comment, before: `${before}\n` });
    const bytes = Buffer.from(archive);
    const sweep = new Sweep({ chain }, { deadline: Number.POSITIVE_INFINITY });
    await new ArchiveSweep(sweep).open(bytes, 'zip', 'a.exe');
    expect(sweep.claims.map(({ path }) => path)).toEqual(['a.exe', 'a.exe', 'a.exe']);
    expect(sweep.coverage.skipped).toEqual([{ reason: 'unsupported', what: 'a.exe!/b (encrypted)', incomplete: true }]);
  });

  it('scans what is damaged as it is, and says so', async () => {
    const cut = await look(zipOf([{ path: 'b', content: text, method: 0 }]).subarray(0, -3));
    expect(cut.found).toHaveLength(1);
    expect(cut.skipped).toEqual(['unreadable-file a.bin (damaged)']);
    const gzip = await look(gzipSync(text).subarray(0, 30));
    expect(gzip.skipped).toEqual(['unreadable-file a.bin!/a.bin (damaged)']);
  });

  it('names archives that it can’t open, as left out by design', async () => {
    const xz = Buffer.from('\xfd7zXZ\0\0', 'latin1');
    const { coverage } = await look(zipOf([{ path: 'a.xz', content: xz }]));
    expect(coverage.skipped).toEqual([{ reason: 'unsupported', what: 'a.bin!/a.xz (xz)', incomplete: false }]);
  });

  it('inflates no bomb, and goes on behind it', async () => {
    const bomb = Buffer.alloc(20_000_000);
    const { found, skipped } = await look(
      zipOf([
        { path: 'bomb', content: bomb },
        { path: 'b', content: text },
      ]),
    );
    expect(found).toEqual([`a.bin!/b:2 ${length}`]);
    expect(skipped).toEqual(['unsupported a.bin!/bomb (inflates to too much)']);
  });

  it('stops at a number of members, those of archives in it included', async () => {
    const many = zipOf(Array.from({ length: MOST_MEMBERS }, (_, i) => ({ path: `${i}`, content: '', method: 0 })));
    const { skipped, coverage } = await look(zipOf([{ path: 'inner.zip', content: many, method: 0 }]));
    expect(skipped).toEqual([`unsupported a.bin!/inner.zip (more than ${MOST_MEMBERS} members)`]);
    expect(coverage.objects).toBe(MOST_MEMBERS + 1);
  });

  it('reads a member of several windows whole', async () => {
    const large = Buffer.concat([Buffer.alloc(22 * 400_000, 'lorem ipsum dolor sit\n'), Buffer.from(testToken())]);
    const { found } = await look(zipOf([{ path: 'large', content: large, method: 0 }]));
    expect(found).toEqual([`a.bin!/large:400001 ${length}`]);
  });

  it('is not fooled by members that lie over one another', async () => {
    const archive = zipOf([
      { path: 'a', content: text, method: 0 },
      { path: 'b', content: text, method: 0 },
    ]);
    // Both entries lead to the first file.
    const second = archive.lastIndexOf('PK\x01\x02');
    archive.writeUInt32LE(0, second + 42);
    const { found } = await look(archive);
    expect(found).toEqual([`a.bin!/a:2 ${length}`, `a.bin!/b:2 ${length}`, expect.stringMatching(/^a\.bin:/)]);
  });
});
