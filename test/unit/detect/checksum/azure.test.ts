import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { azureAnnotatedTail } from '../../../../src/detect/checksum/azure-annotated.ts';
import { CHECKSUM_TAILS } from '../../../../src/detect/checksum/index.ts';
import { marvin32 } from '../../../../src/detect/checksum/marvin32.ts';
import { check } from '../../../support/check.ts';
import { expandTemplate, seededRandom } from '../../../support/template.ts';

describe('marvin32', () => {
  const repeated = (times: number) => Array.from({ length: times }, (_, index) => (index % 2 ? 0 : 255));

  // https://github.com/microsoft/security-utilities/blob/main/src/security-utilities-node/tests/marvin.spec.ts, of which
  // the first two are those of https://github.com/microsoft/SymCrypt
  it.each([
    ['d53cd9cecd0893b7', [...Buffer.from('abc')], 0x6be02a86],
    ['0ddddeeeeffff000', [...Buffer.from('abcdefghijklmnopqrstuvwxyz')], 0xd34847dc],
    ['004fb61a001bdbcc', [], 0x302009bc],
    ['004fb61a001bdbcc', [175], 0x3592e206],
    ['804fb61a001bdbcc', [231, 15], 0x7bdf321b],
    ['804fb61a001bdbcc', [55, 244, 149], 0x04e1cbae],
    ['804fb61a801bdbcc', repeated(4), 0xb8bbbe31],
    ['804fb61a801bdbcc', repeated(7), 0xe0c1ffff],
  ])('under %s, of %j', (seed, bytes, sum) => {
    expect(marvin32(Buffer.from(bytes), Buffer.from(seed, 'hex').toString('latin1'))).toBe(sum);
  });
});

/** All marks, with as many characters before them as keys have. */
const MARKED = [
  ...['+ABa', '+AMC', '+ASt', 'ACDb', 'APIM'].map((mark) => `{base64:76}${mark}`),
  ...['+AEh', '+ARm', '+ASb', 'AIoT', 'AZEG', 'AzCa'].map((mark) => `{base64:33}${mark}`),
  '{base64:42}+ACR',
  '{base64url:44}AzFu',
].map((template) => `${template}{check:azure-key}`);

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];

describe('azure-key: keys with a mark', () => {
  it.each([...MARKED, '{azure-search}'])('takes %s for real, and not with another character in it', (template) => {
    for (const seed of SEEDS) {
      const key = expandTemplate(template, seededRandom(seed));
      expect(check('azure-key', key)).toBe('valid');
      const wrong = /AzCa|AZEG/.test(template) ? 'unknown' : 'invalid';
      for (const at of [0, 20, key.length - 5]) expect(check('azure-key', changed(key, at))).toBe(wrong);
    }
  });

  // The keys that Azure's own tests look for, by one letter, its number, and what follows:
  // https://github.com/microsoft/security-utilities/blob/main/src/security_utilities_rust/src/microsoft_security_utilities_core/identifiable_scans.rs
  it.each([
    ['a', 33, '+ARm', 'D7h+qo='],
    ['a', 33, '+AEh', 'G2s/8w='],
    ['a', 33, '+ASb', 'HpHeAI='],
    ['a', 33, 'AIoT', 'Oumzco='],
    ['b', 33, 'AZEG', 'LiQbng='],
    ['a', 42, 'AzSe', 'CjhzCu'],
    ['d', 42, '+ACR', 'CUDxQE'],
    ['d', 44, 'AzFu', '182vhA=='],
    ['a', 76, '+ASt', '5mnCaw=='],
    ['a', 76, 'ACDb', 'OpqrYA=='],
    ['a', 76, '+ABa', '13FZVQ=='],
    ['a', 76, '+AMC', 'FNqWyA=='],
    ['a', 76, 'APIM', 'HbKhsQ=='],
  ])('knows %s × %d and %s', (letter, times, mark, tail) => {
    const key = `${letter.repeat(times)}${mark}${tail}`;
    expect(check('azure-key', key)).toBe('valid');
    expect(
      check(
        'azure-key',
        key.replace(/=+$/, (padding) => '%3D'.repeat(padding.length)),
      ),
    ).toBe('valid');
  });

  it.each(['{base64:86}==', '{base64:43}=', '{base64:10}', '{base64:33}AIoT', '{base64:20}AIoT{base64:6}', ''])(
    'has nothing to say about %s',
    (template) => {
      expect(check('azure-key', expandTemplate(template, seededRandom(5)))).toBe('unknown');
    },
  );
});

describe('azure-key: annotated keys', () => {
  const BODY = '{base62:52}JQQJ99BC{base62:12}AAAAABCD';

  it('takes short and long ones for real, in base62 and in base64', () => {
    for (const seed of SEEDS) {
      const body = expandTemplate(BODY, seededRandom(seed));
      const long = azureAnnotatedTail(body);
      const sum = Buffer.alloc(4);
      sum.writeUInt32LE(marvin32(Buffer.from(body, 'base64'), 'Default0'));
      for (const full of [long, sum.toString('base64')]) {
        expect(full).toHaveLength(8);
        expect(check('azure-key', body + full)).toBe('valid');
        expect(check('azure-key', body + full.slice(0, 4))).toBe('valid');
      }
      expect(CHECKSUM_TAILS['azure-key']!(body)).toBe(long.slice(0, 4));
    }
  });

  it('says nothing where another character is in it, or the end is of another length', () => {
    const key = expandTemplate(`${BODY}{check:azure-key}`, seededRandom(1));
    for (const at of [0, 40, 58, 70, 83]) expect(check('azure-key', changed(key, at))).toBe('unknown');
    expect(check('azure-key', `${key}a`)).toBe('unknown');
  });

  it('writes a zero for each byte of zeros in front, and fills up behind', () => {
    const tails = Array.from({ length: 3000 }, (_, n) => Buffer.from(`${n}`.padStart(60, '0')).toString('base64'))
      .map((body) => [marvin32(Buffer.from(body, 'base64'), 'Default0') & 0xff, azureAnnotatedTail(body)] as const)
      .filter(([first]) => first === 0);
    expect(tails.length).toBeGreaterThan(0);
    for (const [, tail] of tails) expect(tail).toMatch(/^0[0-9A-Za-z]{5}==$/);
  });
});

describe('azure-entra-secret', () => {
  it('takes a secret for real, and not with another character in it', () => {
    for (const seed of SEEDS) {
      const secret = expandTemplate('{base62:3}8Q~{base64url:31}{check:azure-entra-secret}', seededRandom(seed));
      expect(secret).toHaveLength(40);
      expect(check('azure-entra-secret', secret)).toBe('valid');
      for (const at of [0, 12, 38]) expect(check('azure-entra-secret', changed(secret, at))).toBe('invalid');
    }
  });

  it('knows Azure’s own example', () => {
    // https://github.com/microsoft/security-utilities/blob/main/src/Microsoft.Security.Utilities.Core/PreciselyClassifiedSecurityKeys/SEC101_156_AzureClientAppIdentifiableCredentials.cs
    expect(CHECKSUM_TAILS['azure-entra-secret']!(`zzz8Q~${'z'.repeat(31)}`)).toBe('blP');
  });

  it('has nothing to say about older ones', () => {
    expect(check('azure-entra-secret', expandTemplate('{base62:3}7Q~{base64url:34}', seededRandom(5)))).toBe('unknown');
  });
});

describe('azure-devops-legacy', () => {
  /** Base32 of 32 bytes, the rest of the last character zero. */
  function base32(bytes: Buffer): string {
    const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
    const digits = bits.padEnd(260, '0').match(/.{5}/g)!;
    return digits.map((digit) => 'abcdefghijklmnopqrstuvwxyz234567'[Number.parseInt(digit, 2)]).join('');
  }

  /** The bytes of the checksum stand at 22, 8, 7 and 2, the least significant first. */
  function token(seed: number, mask: number): string {
    const random = seededRandom(seed);
    const bytes = Buffer.from(Array.from({ length: 32 }, () => Math.floor(random() * 256)));
    const parts = [bytes.subarray(0, 2), bytes.subarray(3, 7), bytes.subarray(9, 22), bytes.subarray(23)];
    const sum = Buffer.alloc(4);
    sum.writeUInt32LE((crc32(Buffer.concat(parts)) ^ mask) >>> 0);
    for (const [index, place] of [22, 8, 7, 2].entries()) bytes[place] = sum[index]!;
    return base32(bytes);
  }

  it.each([0xe0b9692d, 0x1019f92e])('takes a token under %i for real, and not with another character in it', (mask) => {
    for (const seed of SEEDS) {
      const pat = token(seed, mask);
      expect(check('azure-devops-legacy', pat)).toBe('valid');
      expect(check('azure-devops-legacy', pat.toUpperCase())).toBe('valid');
      for (const at of [0, 12, 36, 50]) {
        const other = pat[at] === 'q' ? 'z' : 'q';
        expect(check('azure-devops-legacy', pat.slice(0, at) + other + pat.slice(at + 1))).toBe('unknown');
      }
    }
  });

  it.each(['{base32:52}', '{base32:51}', '{hex:52}', ''])('has nothing to say about %s', (template) => {
    expect(check('azure-devops-legacy', expandTemplate(template, seededRandom(5)))).toBe('unknown');
  });
});

function changed(text: string, at: number): string {
  return `${text.slice(0, at)}${text[at] === 'Q' ? 'Z' : 'Q'}${text.slice(at + 1)}`;
}
