import type { Secret } from '../domain/secret.ts';
import { accountOfAwsKeyId } from './about-aws-key-id.ts';
import { aboutPrivateKey } from './about-private-key.ts';

/** What a secret tells of itself, by the check that its rule names; each fact may be shown to anybody. */
const FACTS: Readonly<Record<string, (secret: string) => readonly string[]>> = {
  'aws-access-key-id': accountOfAwsKeyId,
  'pem-private-key': aboutPrivateKey,
};

/** What a secret tells of itself without anybody being asked, and without giving it away: whose it is, of what kind, which public key it has. */
export const about = (checksum: string | undefined, secret: Secret): readonly string[] =>
  checksum === undefined ? [] : (FACTS[checksum]?.(secret.reveal()) ?? []);
