import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { about } from '../../../src/detect/about.ts';
import { Secret } from '../../../src/domain/secret.ts';

const told = (checksum: string, text: string): readonly string[] => about(checksum, new Secret(text));
const key = (text: string): readonly string[] => told('pem-private-key', text);

describe('an AWS access key id', () => {
  // The id and the account of the article that the code names.
  it('tells its account', () => {
    expect(told('aws-access-key-id', `ASIA${'QNZGKIQY56JQ7WML'}`)).toEqual(['AWS account 029608264753']);
    expect(told('aws-access-key-id', `AKIA${'QNZGKIQY56JQ7WML'}`)).toEqual(['AWS account 029608264753']);
  });

  it('tells none where it was made before ids held one, or is none', () => {
    expect(told('aws-access-key-id', `AKIA${'IOSFODNN7ABCDEFG'}`)).toEqual([]);
    expect(told('aws-access-key-id', `AKIA${'QNZGKIQY56JQ7WM'}`)).toEqual([]);
    expect(told('jwt', 'x')).toEqual([]);
  });
});

const hasSshKeygen = spawnSync('ssh-keygen', ['-?']).error === undefined;
const folder = mkdtempSync(join(tmpdir(), 'unleak-about-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A key made by ssh-keygen, and its fingerprint in that tool's words. */
function sshKey(type: string, bits: string, password: string, format: string): { pem: string; fingerprint: string } {
  const file = join(folder, `${type}${bits}${password}${format}`);
  const args = ['-q', '-t', type, '-b', bits, '-N', password, '-C', 'c', '-m', format, '-f', file];
  expect(spawnSync('ssh-keygen', args).status).toBe(0);
  const printed = spawnSync('ssh-keygen', ['-lf', `${file}.pub`]).stdout.toString();
  return { pem: readFileSync(file, 'latin1'), fingerprint: printed.split(' ')[1]! };
}

describe('a private key', () => {
  if (!hasSshKeygen) console.log('skipped: there is no ssh-keygen to compare with');

  it.skipIf(!hasSshKeygen).each([
    ['rsa', '2048', 'PEM', 'RSA key, 2048 bits'],
    ['rsa', '3072', 'PKCS8', 'RSA key, 3072 bits'],
    ['ecdsa', '256', 'PEM', 'EC key, prime256v1'],
    ['ecdsa', '521', 'PKCS8', 'EC key, secp521r1'],
    ['rsa', '2048', 'RFC4716', 'ssh-rsa key'],
    ['ed25519', '256', 'RFC4716', 'ssh-ed25519 key'],
  ])('%s of %s bits as %s: the fingerprint that ssh-keygen prints', (type, bits, format, kind) => {
    const { pem, fingerprint } = sshKey(type, bits, '', format);
    expect(key(pem)).toEqual([kind, 'not protected by a password', `public key ${fingerprint}`]);
    expect(key(pem.replaceAll('\n', '\\n'))).toEqual(key(pem));
  });

  it.skipIf(!hasSshKeygen)(
    'says that a password protects it, and the fingerprint where that is written in clear',
    () => {
      const { pem, fingerprint } = sshKey('ed25519', '256', 'words', 'RFC4716');
      expect(key(pem)).toEqual(['ssh-ed25519 key', 'protected by a password', `public key ${fingerprint}`]);
    },
  );

  it('says so of PEM with a header, and of PKCS #8', () => {
    const cipher = { cipher: 'aes-256-cbc', passphrase: 'words', format: 'pem' } as const;
    const pair = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', ...cipher },
    });
    expect(key(pair.privateKey)).toEqual(['protected by a password']);
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'secp384r1' });
    expect(key(privateKey.export({ type: 'sec1', ...cipher }).toString())).toEqual(['protected by a password']);
  });

  it('tells what it can of kinds that SSH does not know', () => {
    const { privateKey } = generateKeyPairSync('x25519');
    expect(key(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())).toEqual([
      'X25519 key',
      'not protected by a password',
    ]);
  });

  it('tells nothing of what can’t be read, and lets nothing through that a file’s author wrote', () => {
    const openssh = (...lengths: number[]) => {
      const words = lengths.map((length) => {
        const word = Buffer.alloc(4);
        word.writeUInt32BE(length);
        return word;
      });
      const body = Buffer.concat([Buffer.from('openssh-key-v1\0'), ...words, Buffer.from('\x1b[31mred')]);
      return `-----BEGIN ${'OPENSSH'} PRIVATE KEY-----\n${body.toString('base64')}\n-----END OPENSSH PRIVATE KEY-----\n`;
    };
    for (const lengths of [[], [0], [0, 0, 0, 1], [0, 0, 0, 1, 12, 8], [0, 0, 0, 1, 0xffffffff], [0, 0, 0, 1, 2]])
      expect(key(openssh(...lengths))).toEqual([]);
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
    expect(key(pem.slice(0, 800))).toEqual([]);
    expect(key('x')).toEqual([]);
  });
});
