import { describe, expect, it } from 'vitest';
import { marksNear } from '../../../src/gate/inline-mark.ts';

function marks(text: string, secret = 'SECRET') {
  const bytes = Buffer.from(text);
  const start = bytes.indexOf(secret);
  return marksNear(bytes, start, start + secret.length);
}

describe('marksNear', () => {
  it.each([
    ['key = "SECRET" # unleak:allow aws-key -- sample of the docs', 'sample of the docs'],
    ['key = "SECRET" /* unleak:allow aws-key -- sample */', 'sample'],
    ['<a k="SECRET"/> <!-- unleak:allow aws-key -- sample -->', 'sample'],
    ['# unleak:allow aws-key -- sample\nkey = "SECRET"', 'sample'],
    ['\t// unleak:allow aws-key -- sample\r\nkey = "SECRET"\r\n', 'sample'],
    ['SECRET\nline two # unleak:allow aws-key -- über', undefined],
    ['other = 1 # unleak:allow aws-key -- sample\nkey = "SECRET"', undefined],
    ['key = "SECRET" # unleak:allow aws-key', ''],
    ['key = "SECRET" # unleak:allow aws-key --   ', ''],
    ['key = "SECRET" # unleak:allow aws-key -- <reason>', ''],
    ['key = "SECRET" # unleak:allow-list aws-key -- why', undefined],
    ['# unleak:allow aws-key -- sample\n\nkey = "SECRET"', undefined],
  ])('reads %j', (text, reason) => {
    expect(marks(text)).toEqual(reason === undefined ? [] : [{ rule: 'aws-key', reason }]);
  });

  it('reads the last line of a secret of many lines', () => {
    expect(marks('BEGIN\nEND # unleak:allow key -- test', 'BEGIN\nEND')).toEqual([{ rule: 'key', reason: 'test' }]);
  });

  it('reads UTF-16', () => {
    const bytes = Buffer.from('# unleak:allow key -- test\nSECRET', 'utf16le');
    const start = bytes.indexOf(Buffer.from('SECRET', 'utf16le'));
    expect(marksNear(bytes, start, start + 12)).toEqual([{ rule: 'key', reason: 'test' }]);
  });

  it('reads one that names no rule', () => {
    expect(marks('SECRET # unleak:allow -- why')).toEqual([{ rule: '', reason: 'why' }]);
    expect(marks('SECRET # unleak:allow')).toEqual([{ rule: '', reason: '' }]);
  });

  it('reads several on one line', () => {
    expect(marks('SECRET # unleak:allow a -- one unleak:allow b -- two')).toEqual([
      { rule: 'a', reason: 'one' },
      { rule: 'b', reason: 'two' },
    ]);
  });
});
