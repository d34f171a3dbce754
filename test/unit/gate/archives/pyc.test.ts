import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPyc, pycTexts } from '../../../../src/gate/archives/pyc.ts';

/** What Python 3.11 puts before a module's code object, and that object's type. */
const HEAD = Buffer.from('a70d0d0a000000000000000000000000', 'hex');
const pyc = (...objects: Buffer[]): Buffer => Buffer.concat([HEAD, Buffer.of(0xe3), ...objects, Buffer.from('N)\x01')]);

const short = (text: string, type = 'z'): Buffer =>
  Buffer.concat([Buffer.of(type.charCodeAt(0) | 0x80, text.length), Buffer.from(text)]);

function long(text: string, type = 'u'): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(Buffer.byteLength(text));
  return Buffer.concat([Buffer.from(type), length, Buffer.from(text)]);
}

const textsOf = (bytes: Buffer): string[] => pycTexts(bytes).map(String);

// None of the letters that are types: between strings there is code, which may hold these, too.
const text = fc.stringMatching(/^[b-ry]{8,60}$/);

describe('pycTexts', () => {
  it('reads strings one behind the other', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(text, fc.constantFrom('z', 'Z', 'a', 'A', 'u', 't', 's')), { maxLength: 6 }),
        (list) => {
          const objects = list.map(([value, type]) => ('zZ'.includes(type) ? short(value, type) : long(value, type)));
          expect(textsOf(pyc(...objects))).toEqual(list.map(([value]) => value));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('takes other letters than ASCII’s, and nothing that is no text', () => {
    expect(textsOf(pyc(long('пароль и ключ'), long('\x01\x02\x03\x04\x05\x06\x07\x08'), short('tiny')))).toEqual([
      'пароль и ключ',
    ]);
  });

  it('leads nowhere out of the file', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (random) => {
        const bytes = pyc(Buffer.from(random));
        const length = pycTexts(bytes).reduce((sum, value) => sum + value.length, 0);
        expect(length).toBeLessThanOrEqual(bytes.length);
      }),
      { numRuns: 1000 },
    );
  });

  it('knows compiled Python by its first bytes', () => {
    expect(isPyc(pyc())).toBe(true);
    expect(isPyc(Buffer.from('ab\r\ncdefghijklmnop'))).toBe(false);
  });
});
