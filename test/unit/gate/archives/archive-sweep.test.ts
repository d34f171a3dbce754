import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { DetectorChain } from '../../../../src/detect/chain.ts';
import { MOST_MEMBERS } from '../../../../src/gate/archives/allowance.ts';
import { type ArchiveKind, archiveKind, endsOf, foreignKind } from '../../../../src/gate/archives/archive-kind.ts';
import { ArchiveSweep } from '../../../../src/gate/archives/archive-sweep.ts';
import { Sweep } from '../../../../src/gate/sweep.ts';
import { arOf, tarEntry, tarOf, zipOf } from '../../../support/archives.ts';
import { testRule, testToken } from '../../../support/rule.ts';
import { sqliteOf, sqliteRecord } from '../../../support/sqlite.ts';

const chain = new DetectorChain({ rules: [testRule()] });
const text = `first line\nTOKEN=${testToken()}\n`;

const endsIn = (bytes: Buffer) => endsOf(bytes.length, (from, to) => bytes.subarray(from, to));

async function look(archive: Buffer, name = 'a.bin') {
  const sweep = new Sweep({ chain }, { deadline: Number.POSITIVE_INFINITY });
  const bytes = Buffer.from(archive);
  await new ArchiveSweep(sweep).open(bytes, archiveKind(endsIn(bytes)) as ArchiveKind, name);
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
    ['zip behind a program', zipOf([{ path: 'b', content: text }], { before: 'MZ and so on' }), 'b'],
    ['zip that says it is empty', zipOf([{ path: 'b', content: text, isUnlisted: true }]), 'b'],
    ['tar', tarOf(tarEntry('dir/b', text)), 'dir/b'],
    ['tar behind a tar', Buffer.concat([tarOf(tarEntry('a', 'x')), tarOf(tarEntry('b', text))]), 'b'],
    [
      'ar',
      arOf([
        { name: 'debian-binary', content: '2.0\n' },
        { name: 'b/', content: text },
      ]),
      'b',
    ],
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
    const cut = await look(zipOf([{ path: 'b', content: text }]).subarray(0, -3));
    expect(cut.found).toEqual([`a.bin!/b:2 ${length}`]);
    expect(cut.skipped).toEqual(['unreadable-file a.bin (damaged)']);
    const tar = await look(tarOf(tarEntry('b', text), tarEntry('c', text)).subarray(0, 1536 + text.length - 1));
    expect(tar.found).toEqual([`a.bin!/b:2 ${length}`, expect.stringMatching(/^a\.bin:/)]);
    expect(tar.skipped).toEqual(['unreadable-file a.bin (damaged)']);
    const database = await look(sqliteOf([sqliteRecord([text])]).fill(0xff, 512, 513));
    expect(database.found).toHaveLength(1);
    expect(database.skipped).toEqual(['unreadable-file a.bin (damaged)']);
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
    // And the second file is found by itself.
    expect(found).toEqual([`a.bin!/a:2 ${length}`, `a.bin!/b:2 ${length}`, `a.bin!/b:2 ${length}`]);
  });

  it('finds members that an entry’s size covers, or compressed data behind its end', async () => {
    const hidden = { path: 'hidden', content: text, isUnlisted: true };
    for (const method of [0, 8]) {
      const archive = zipOf([{ path: 'a', content: 'xyz', method, flags: method }, hidden]);
      const entry = archive.indexOf('PK\x01\x02');
      archive.writeUInt32LE(entry - archive.indexOf('PK\x03\x04') - 40, entry + 20);
      expect((await look(archive)).found).toContain(`a.bin!/hidden:2 ${length}`);
    }
  });

  it('passes over folders, listed or not', async () => {
    const folder = { path: 'folder/', content: '', method: 0 };
    const { coverage } = await look(zipOf([folder, { ...folder, flags: 8 }, { ...folder, isUnlisted: true }]));
    expect(coverage.objects).toBe(1);
    expect(coverage.skipped).toEqual([]);
  });

  it('opens archives in the blobs of a database, as deep as others, and names what it can’t open', async () => {
    const xz = Buffer.from('\xfd7zXZ\0\0', 'latin1');
    const inner = sqliteOf([sqliteRecord([gzipSync(text), 'a text'])]);
    const { found, skipped } = await look(
      sqliteOf([sqliteRecord([1, gzipSync(text), zipOf([{ path: 'b', content: text }])]), sqliteRecord([inner, xz])]),
      'app.sqlite',
    );
    expect(found).toEqual([
      `app.sqlite!/blob1!/blob1:2 ${length}`,
      `app.sqlite!/blob2!/b:2 ${length}`,
      `app.sqlite!/blob3!/blob1!/blob1:2 ${length}`,
    ]);
    expect(skipped).toEqual(['unsupported app.sqlite!/blob4 (xz)']);
    const nest = (depth: number): Buffer =>
      depth === 0 ? gzipSync(text) : sqliteOf([sqliteRecord([nest(depth - 1)])]);
    expect((await look(nest(6))).skipped).toEqual([
      'unsupported a.bin!/blob1!/blob1!/blob1!/blob1 (in more than 3 archives)',
    ]);
  });

  it.each([
    ['compress', Buffer.of(0x1f, 0x9d, 0x90, 1, 2)],
    ['cpio', Buffer.from(`070701${'0'.repeat(104)}`)],
    ['cpio', Buffer.from(`070707${'0'.repeat(70)}`)],
    ['cpio', Buffer.concat([Buffer.of(0xc7, 0x71), Buffer.alloc(18), Buffer.of(9, 0)])],
    ['cpio', Buffer.concat([Buffer.of(0x71, 0xc7), Buffer.alloc(18), Buffer.of(0, 9)])],
    [undefined, Buffer.from('0707010 is only a number')],
    [undefined, arOf([])],
  ])('knows %s by its first bytes', (name, bytes) => {
    expect(foreignKind(endsIn(bytes))).toBe(name);
  });

  it('knows a zip file behind other bytes by its end, and takes nothing else for one', () => {
    const kind = (bytes: Buffer) => archiveKind(endsIn(bytes));
    const entries = [{ path: 'b', content: text }];
    for (const adjusted of [
      [false, false],
      [true, true],
      [true, false],
    ] as const) {
      expect(kind(zipOf(entries, { before: '#!/bin/sh\n', adjusted, comment: 'c' }))).toBe('zip');
      expect(kind(zipOf(entries, { before: '#!/bin/sh\n', adjusted, zip64: true }))).toBe('zip');
    }
    expect(kind(zipOf([], { before: 'x' }))).toBe('zip');
    const signed = (before: string) => Buffer.concat([zipOf(entries, { before }), Buffer.from('a signature')]);
    expect([signed('MZ'), signed('x')].map(kind)).toEqual(['zip', undefined]);
    expect(kind(Buffer.from(`text PK\x05\x06 ${'and more text '.repeat(9)}`))).toBeUndefined();
    const elsewhere = zipOf(entries, { before: 'x' });
    elsewhere.writeUInt32LE(60, elsewhere.length - 10);
    expect(kind(elsewhere)).toBeUndefined();
  });
});
