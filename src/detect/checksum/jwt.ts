import { decodeJsonObject } from './base64.ts';
import type { ChecksumResult } from './checksum-result.ts';

/**
 * Checks a signed JSON Web Token: three parts, a header that is a JSON object with `alg`, a payload that is a JSON
 * object. It may stand behind a prefix that ends with an underscore.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7519#section-7.2
 */
export function checkJwt(secret: string): ChecksumResult {
  const parts = secret.slice(Math.max(0, secret.indexOf('eyJ'))).split('.');
  if (parts.length !== 3) return 'invalid';
  const header = decodeJsonObject(parts[0]!);
  const payload = decodeJsonObject(parts[1]!);
  return typeof header?.alg === 'string' && payload !== undefined ? 'valid' : 'invalid';
}
