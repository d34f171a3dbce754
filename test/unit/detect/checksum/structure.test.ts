import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHECKSUMS } from '../../../../src/detect/checksum/index.ts';
import { check } from '../../../support/check.ts';
import { expandTemplate, seededRandom } from '../../../support/template.ts';

function run(name: string, template: string): string {
  return check(name, expandTemplate(template, seededRandom(11)));
}

describe('structure', () => {
  it.each([
    ['aws-access-key-id', 'AKIA{base32:16}', 'unknown'],
    ['aws-access-key-id', 'AKIA{base32:9}EXAMPLE', 'invalid'],
    ['aws-secret-access-key', '{base64:40}', 'unknown'],
    ['aws-secret-access-key', '{base64:30}EXAMPLEKEY', 'invalid'],
    ['bip39-words', 'cargo lumber fossil bridge candy orbit velvet pupil anchor sunset kiwi tragic', 'unknown'],
    ['bip39-words', 'roses are red violets grow blue while sugar tastes sweet every day', 'invalid'],
    ['jwt', '{jwt}', 'valid'],
    ['jwt', 'ghs_{digits:7}_{jwt}', 'valid'],
    ['jwt', '{jwt}.{base64url:20}', 'invalid'],
    ['jwt', 'eyJ{base62:30}.eyJ{base62:30}.{base62:43}', 'invalid'],
    ['json-token', 'sntrys_{json64}_{base64:43}', 'valid'],
    ['json-token', 'glc_{json64}', 'valid'],
    ['json-token', 'glc_eyJ{base62:80}', 'invalid'],
    ['discord-bot-token', '{snowflake64}.{base64url:6}.{base64url:38}', 'valid'],
    ['discord-bot-token', 'M{base62:23}.{base64url:6}.{base64url:38}', 'invalid'],
    ['pypi-macaroon', 'pypi-AgEIcHlwaS5vcmc{base64url:100}', 'valid'],
    ['pypi-macaroon', 'pypi-{base64url:120}', 'invalid'],
    ['pem-private-key', '{pem:RSA PRIVATE KEY}', 'valid'],
    ['pem-private-key', '{pem-escaped:PRIVATE KEY}', 'valid'],
    ['pem-private-key', '{pem-openssh:OPENSSH PRIVATE KEY}', 'valid'],
    ['pem-private-key', '{pem-pgp:PGP PRIVATE KEY BLOCK}', 'valid'],
    ['pem-private-key', '{pem-encrypted:RSA PRIVATE KEY}', 'unknown'],
    ['pem-private-key', '{pem-garbage:RSA PRIVATE KEY}', 'invalid'],
  ])('%s finds %s %#', (name, template, result) => {
    expect(run(name, template)).toBe(result);
  });
});

describe('pem-private-key', () => {
  const keys = {
    rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs1', format: 'pem' }),
    ec: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'sec1', format: 'pem' }),
    ed25519: generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }),
  };
  const writings: readonly (readonly [string, (lines: string[]) => string])[] = [
    ['as it is', (lines) => lines.join('\n')],
    ['with Windows line ends', (lines) => lines.join('\r\n')],
    ['escaped', (lines) => JSON.stringify(lines.join('\n'))],
    ['escaped twice', (lines) => JSON.stringify(JSON.stringify(lines.join('\n')))],
    ['indented', (lines) => lines.map((line) => `    ${line}`).join('\n')],
    ['commented out', (lines) => lines.map((line) => `# ${line}`).join('\n')],
    ['put together from strings', (lines) => lines.map((line) => `"${line}\\n" +`).join('\n')],
    ['as a list of strings', (lines) => lines.map((line) => `  '${line}',`).join('\n')],
  ];

  it.each(Object.entries(keys))('knows a real %s key however it is written', (_, pem) => {
    for (const [writing, write] of writings) {
      const text = write(String(pem).trim().split('\n'));
      const begin = text.indexOf('-----BEGIN');
      const block = text.slice(begin, text.indexOf('-----END') + 8);
      expect(check('pem-private-key', block), writing).toBe('valid');
    }
  });
});

describe('every check', () => {
  it.each(Object.keys(CHECKSUMS))('%s answers any text and never throws', (name) => {
    const answers = ['valid', 'invalid', 'expired', 'unknown'];
    fc.assert(fc.property(fc.string(), (text) => answers.includes(check(name, text))));
  });
});
