import { createHmac, randomBytes } from 'node:crypto';
import type { Secret } from '../domain/secret.ts';

/** Gives the fingerprint of a secret that a rule family found. */
export type Fingerprinter = (family: string, secret: Secret) => string;

/**
 * Fingerprints are HMAC-SHA-256 over family and secret, keyed with the repository's salt, cut to 32 hex digits: equal for
 * equal secrets, and no use for finding out a secret elsewhere. Without a salt a random key serves for this run.
 */
export function fingerprinter(salt: Buffer = randomBytes(32)): Fingerprinter {
  return (family, secret) =>
    createHmac('sha256', salt).update(family).update('\0').update(secret.reveal(), 'latin1').digest('hex').slice(0, 32);
}
