import { decodeJsonObject } from './base64.ts';
import type { ChecksumResult } from './checksum-result.ts';

/**
 * Checks `<prefix>_<base64 of a JSON object>`, with or without `_<signature>` behind it: Sentry organization tokens,
 * Grafana Cloud access policy tokens, 1Password service account tokens.
 *
 * @see https://docs.sentry.io/security-legal-pii/security/token-formats/
 * @see https://grafana.com/docs/grafana-cloud/security-and-account-management/authentication-and-permissions/access-policies/
 * @see https://developer.1password.com/docs/service-accounts/
 */
export function checkJsonToken(secret: string): ChecksumResult {
  const payload = secret.slice(secret.indexOf('_') + 1).replace(/_[0-9A-Za-z+/]{43}$/, '');
  return decodeJsonObject(payload) === undefined ? 'invalid' : 'valid';
}
