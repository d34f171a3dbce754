import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasTarHeader, tarMembers } from '../../../../src/gate/archives/tar.ts';
import { paxRecord, tarEntry, tarOf } from '../../../support/archives.ts';

const read = (bytes: Buffer) =>
  tarMembers(bytes)?.map(({ path, start, end }) => [path, bytes.toString('latin1', start, end)]);

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

  it('gives undefined for what is cut off, and never leads out of the file, however damaged', () => {
    const whole = tarOf(tarEntry('a', 'x'.repeat(600)), tarEntry('b', 'y'));
    expect(tarMembers(whole.subarray(0, 800))).toBeUndefined();
    expect(tarMembers(whole.subarray(0, 700))).toBeUndefined();
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 4 }), (changes) => {
        const bytes = Buffer.from(whole);
        for (const [at, byte] of changes) bytes[at] = byte;
        for (const { start, end } of tarMembers(bytes) ?? []) {
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
