import { expect } from 'vitest';
import { expandTemplate, seededRandom } from './template.ts';

const random = seededRandom(0x5ec2e7);
const made: string[] = [];

function mint(template: string): string {
  const secret = expandTemplate(template, random);
  made.push(secret);
  return secret;
}

/** A GitHub token (classic) with a valid checksum: found with certainty. */
export const githubToken = (): string => mint('ghp_{base62:30}{check:github-crc32}');

/** The id of an AWS access key. */
export const awsKeyId = (): string => mint('AKIA{base32:16}');

/** An AWS secret access key: found only where a name such as `aws_secret_access_key` stands before it. */
export const awsSecretKey = (): string => mint('{base64:40}');

/** An npm token with a valid checksum. */
export const npmToken = (): string => mint('npm_{base62:30}{check:github-crc32}');

// Half a secret is a leak too: no text of this length out of one may be seen. Prefixes are public.
const TELLING = 12;
const PREFIX = 4;

/** Fails where a text shows a secret that this test file made, or a good part of one. */
export function expectNoSecret(text: string): void {
  for (const [n, secret] of made.entries()) {
    for (let at = PREFIX; at + TELLING <= secret.length; at++) {
      // Not `not.toContain`: its message would print the secret.
      if (text.includes(secret.slice(at, at + TELLING))) expect.fail(`the output shows secret number ${n + 1}`);
    }
  }
}
