import { decodeJsonObject } from './base64.ts';
import type { ChecksumResult } from './checksum-result.ts';

/**
 * Checks a signed JSON Web Token: three parts, a header that is a JSON object with `alg`, a payload that is a JSON
 * object. It may stand behind a prefix that ends with an underscore. Past its `exp` it opens nothing any more.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7519#section-7.2
 * @see https://www.rfc-editor.org/rfc/rfc7519#section-4.1.4 (exp, in seconds)
 */
export function checkJwt(secret: string, _match: string, now: number): ChecksumResult {
  const parts = secret.slice(Math.max(0, secret.indexOf('eyJ'))).split('.');
  if (parts.length !== 3) return 'invalid';
  const header = decodeJsonObject(parts[0]!);
  const payload = decodeJsonObject(parts[1]!);
  if (typeof header?.alg !== 'string' || payload === undefined) return 'invalid';
  return typeof payload.exp === 'number' && payload.exp * 1000 < now ? 'expired' : 'valid';
}
