import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasTarHeader, tarMembers } from '../../../../src/gate/archives/tar.ts';
import { paxRecord, tarEntry, tarOf } from '../../../support/archives.ts';

const read = (bytes: Buffer) =>
  tarMembers(bytes).members.map(({ path, start, end }) => [path, bytes.toString('latin1', start, end)]);
const isDamaged = (bytes: Buffer) => tarMembers(bytes).isDamaged;

const path = fc.stringMatching(/^[a-z][a-z0-9/. _-]{0,98}$/);
const content = fc.uint8Array({ maxLength: 1200 }).map((bytes) => Buffer.from(bytes));

describe('tarMembers', () => {
  it('reads what was written', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(path, content), { maxLength: 5 }), (files) => {
        const found = read(tarOf(...files.map(([name, bytes]) => tarEntry(name, bytes))));
        expect(found).toEqual(files.map(([name, bytes]) => [name, bytes.toString('latin1')]));
      }),
      { numRuns: 200 },
    );
  });

  it('puts long names together: ustar’s, GNU’s and pax’s', () => {
    const long = `${'deep/'.repeat(60)}file`;
    const bytes = tarOf(
      tarEntry('file', 'one', { prefix: 'in/a/folder' }),
      tarEntry('././@LongLink', `${long}\0`, { type: 'L' }),
      tarEntry('cut', 'two'),
      tarEntry('PaxHeader', paxRecord('mtime', '1') + paxRecord('path', `${long}.pax`), { type: 'x' }),
      tarEntry('cut', 'three'),
      tarEntry('next', 'four'),
    );
    expect(read(bytes)).toEqual([
      ['in/a/folder/file', 'one'],
      [long, 'two'],
      [`${long}.pax`, 'three'],
      ['next', 'four'],
    ]);
  });

  it('takes a size from a pax header, and in binary', () => {
    const binary = `\x80${'\0'.repeat(10)}\x05`;
    const bytes = tarOf(
      tarEntry('PaxHeader', paxRecord('size', '3'), { type: 'x' }),
      tarEntry('a', 'one', { size: `${'0'.repeat(11)}\0` }),
      tarEntry('b', 'three', { size: binary }),
    );
    expect(read(bytes)).toEqual([
      ['a', 'one'],
      ['b', 'three'],
    ]);
  });

  it('passes over folders, links and what is about all files', () => {
    const bytes = tarOf(
      tarEntry('pax_global_header', paxRecord('path', 'no'), { type: 'g' }),
      tarEntry('folder/', '', { type: '5' }),
      tarEntry('link', '', { type: '2', size: `${'7'.repeat(11)}\0` }),
      tarEntry('file', 'x'),
    );
    expect(read(bytes)).toEqual([['file', 'x']]);
  });

  it('goes on in tar files that were put behind one, however many zeros end it', () => {
    const [one, two] = [tarOf(tarEntry('a', 'one')), tarOf(tarEntry('b', 'two'))];
    const bytes = Buffer.concat([one, Buffer.alloc(512 * 7), two, two.subarray(0, -512)]);
    expect(read(bytes)).toEqual([
      ['a', 'one'],
      ['b', 'two'],
      ['b', 'two'],
    ]);
    expect(isDamaged(bytes)).toBe(false);
    two[0]! ^= 1;
    expect(isDamaged(Buffer.concat([one, two]))).toBe(true);
    // Anything else is no tar file: old programs wrote what they had in memory.
    expect(isDamaged(Buffer.concat([one, Buffer.alloc(700, 'lorem ipsum ')]))).toBe(false);
  });

  it('reads members without a name, and those of types that nobody knows', () => {
    const bytes = tarOf(tarEntry('a', 'one'), tarEntry('', 'two'), tarEntry('M', 'three', { type: 'M' }));
    expect(read(bytes)).toEqual([
      ['a', 'one'],
      ['', 'two'],
      ['M', 'three'],
    ]);
  });

  it('reads what sparse files have, in GNU’s old format with its longer maps', () => {
    const more = Buffer.concat([Buffer.alloc(504, 'map'), Buffer.of(1), Buffer.alloc(7), Buffer.alloc(512)]);
    const sparse = (path: string, content: string, goesOn: number) => {
      const entry = tarEntry(path, content, { type: 'S', patch: [482, goesOn] });
      return goesOn ? Buffer.concat([entry.subarray(0, 512), more, entry.subarray(512)]) : entry;
    };
    const bytes = tarOf(sparse('s', 'one', 0), sparse('t', 'two', 1), tarEntry('a', 'three'));
    expect(read(bytes)).toEqual([
      ['s', 'one'],
      ['t', 'two'],
      ['a', 'three'],
    ]);
    expect(isDamaged(bytes)).toBe(false);
  });

  it('reads the same by pax headers: the name is another, and the map stands before the data', () => {
    const header = ['major=1', 'minor=0', 'name=dir/s', 'realsize=9000'].map((record) => {
      const [key, value] = record.split('=') as [string, string];
      return paxRecord(`GNU.sparse.${key}`, value);
    });
    const map = Buffer.alloc(512);
    map.write('2\n0\n3\n8997\n3\n');
    const bytes = tarOf(
      tarEntry('PaxHeader', header.join('') + paxRecord('path', 'GNUSparseFile.0/s'), { type: 'x' }),
      tarEntry('GNUSparseFile.0/s', Buffer.concat([map, Buffer.from('onetwo')])),
      tarEntry('a', 'three'),
    );
    expect(read(bytes)).toEqual([
      ['dir/s', 'onetwo'],
      ['a', 'three'],
    ]);
  });

  it.each(['no number and no space', '7', '999 path=a\n', '0 path=a\n', `${'9'.repeat(400)} path=a\n`])(
    'says that a pax header is damaged, and reads on: %j',
    (records) => {
      const bytes = tarOf(tarEntry('PaxHeader', records, { type: 'x' }), tarEntry('a', 'one'));
      expect(read(bytes)).toEqual([['a', 'one']]);
      expect(isDamaged(bytes)).toBe(true);
      const filled = tarOf(tarEntry('PaxHeader', `${paxRecord('path', 'b')}\0\0`, { type: 'x' }), tarEntry('a', 'one'));
      expect(read(filled)).toEqual([['b', 'one']]);
      expect(isDamaged(filled)).toBe(false);
    },
  );

  it('says what is cut off, and never leads out of the file, however damaged', () => {
    const whole = tarOf(tarEntry('a', 'x'.repeat(600)), tarEntry('b', 'y'));
    expect(isDamaged(whole)).toBe(false);
    for (const length of [700, 800, 1600, 1800]) expect(isDamaged(whole.subarray(0, length))).toBe(true);
    expect(read(whole.subarray(0, 1800)).map(([name]) => name)).toEqual(['a']);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 4 }), (changes) => {
        const bytes = Buffer.from(whole);
        for (const [at, byte] of changes) bytes[at] = byte;
        for (const { start, end } of tarMembers(bytes).members) {
          expect(start).toBeLessThanOrEqual(end);
          expect(end).toBeLessThanOrEqual(bytes.length);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('hasTarHeader', () => {
  it('takes no text or zeros for a tar file', () => {
    expect(hasTarHeader(tarEntry('a', ''))).toBe(true);
    expect(hasTarHeader(Buffer.alloc(512))).toBe(false);
    expect(hasTarHeader(Buffer.alloc(512, 'lorem ipsum '))).toBe(false);
    expect(hasTarHeader(tarEntry('a', '').subarray(0, 511))).toBe(false);
  });
});
