import { describe, expect, it } from 'vitest';
import { RuleMatcher } from '../../../../src/detect/match-rules.ts';
import { refine } from '../../../../src/detect/refine.ts';
import { check } from '../../../support/check.ts';
import { claimsOn, rules } from '../../../support/shipped-rules.ts';
import { expandTemplate, seededRandom } from '../../../support/template.ts';

const END = Date.parse('2026-03-04T05:06:00Z');
const MINUTE = 60_000;

const expand = (template: string) => expandTemplate(template, seededRandom(3));

function jwt(payload: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return [part({ alg: 'HS256' }), part(payload), expand('{base64url:43}')].join('.');
}

/** What a shipped rule makes of a text at a time. */
function confidences(id: string, text: string, now: number): string[] {
  const rule = rules.find((one) => one.id === id)!;
  const found = new RuleMatcher([rule]).match(Buffer.from(text), Number.POSITIVE_INFINITY);
  const refined = refine(found, new Map([[id, rule]]), undefined, now);
  // What the check was shown is not handed on.
  for (const candidate of refined) expect(candidate).not.toHaveProperty('match');
  return refined.map(({ confidence }) => confidence);
}

describe('the end of a JSON Web Token', () => {
  it.each([
    [{ exp: END / 1000 }, 'valid', 'expired'],
    [{ exp: END / 1000 + 0.5 }, 'valid', 'expired'],
    [{ iat: END / 1000 }, 'valid', 'valid'],
    [{ exp: `${END / 1000}` }, 'valid', 'valid'],
    [{ exp: null }, 'valid', 'valid'],
  ])('%j: %s, then %s', (payload, before, after) => {
    expect(check('jwt', jwt(payload), END)).toBe(before);
    expect(check('jwt', jwt(payload), END + MINUTE)).toBe(after);
  });

  it('lowers a token, and never hides it', () => {
    const line = `token: ${jwt({ exp: END / 1000 })}`;
    expect(confidences('jwt', line, END - MINUTE)).toEqual(['certain']);
    expect(confidences('jwt', line, END + MINUTE)).toEqual(['low']);
  });
});

describe('the end of a shared access signature', () => {
  const sig = '&sr=b&sp=r&sig={base62:43}%3D';

  it.each([
    ['sv=2023-11-03&se=2026-03-04', Date.parse('2026-03-04')],
    ['sv=2023-11-03&se=2026-03-04T05%3A06Z', END],
    ['sv=2023-11-03&st=2020-01-01&se=2026-03-04T05%3a06%3a00Z', END],
    ['sv=2023-11-03&se=2026-03-04T05:06:00.0000000Z', END],
    ['se=2026-03-04T05%3A06Z&sp=r&sv=2023-11-03', END],
    ['st=2020-01-01&se=2026-03-04T05%3A06Z&sp=r&sv=2023-11-03', END],
  ])('%s lowers it once it is past, and never hides it', (start, end) => {
    const line = `url: https://acme.blob.core.windows.net/c/f?${start}${expand(sig)}`;
    expect(confidences('azure-sas-token', line, end - MINUTE)).toEqual(['high']);
    expect(confidences('azure-sas-token', line, end + MINUTE)).toEqual(['low']);
  });

  it('counts beside a name, too: generic rules leave the signature to its own', async () => {
    const query = `sv=2023-11-03&se=2026-03-04T05%3A06Z${expand(sig)}`;
    for (const line of [`sas_token = "${query}"`, `AZURE_SAS_TOKEN=${query}`, `"sasToken": "?${query}"`]) {
      const claims = await claimsOn(line);
      expect(new Set(claims.map(({ rule }) => rule)), line).toEqual(new Set(['azure-sas-token']));
    }
  });

  it.each([
    'sv=2023-11-03',
    'sv=2023-11-03&se=',
    'sv=2023-11-03&se=2026-13-45',
    'sv=2023-11-03&se=soon',
    'sv=2023-11-03&base=2020-01-01',
  ])('%s says of none', (start) => {
    const line = `url: https://acme.blob.core.windows.net/c/f?${start}${expand(sig)}`;
    expect(confidences('azure-sas-token', line, Number.MAX_SAFE_INTEGER)).toEqual(['high']);
  });
});

describe('the end of a presigned URL', () => {
  const signed = (id: string, vendor: string, rest: string, and = '&') =>
    `${expand(id)}%2F20260304%2Fus-east-1%2Fs3%2Faws4_request${and}X-${vendor}-Date=20260304T043600Z${and}${rest}`;
  const BEFORE = END - MINUTE;
  const AFTER = END + MINUTE;

  it.each([
    ['aws-access-key-id', signed('AKIA{base32:16}', 'Amz', 'X-Amz-Expires=1800&X-Amz-Signature=0'), 'high'],
    ['aws-access-key-id', signed('ASIA{base32:16}', 'Amz', 'X-Amz-Expires=1800', '&amp;'), 'high'],
    ['aws-access-key-id', signed('ASIA{base32:16}', 'Amz', 'X-Amz-Expires=1800').replaceAll('%2F', '/'), 'high'],
    ['google-cloud-storage-hmac-access-id', signed('GOOG1{alnum-upper:56}', 'Goog', 'X-Goog-Expires=1800'), 'medium'],
    ['google-cloud-storage-hmac-access-id', signed('GOOG1{alnum-upper:56}', 'Amz', 'X-Amz-Expires=1800'), 'medium'],
  ])('lowers the id of %s in it, and never hides it %#', (id, query, confidence) => {
    const line = `https://acme.s3.amazonaws.com/f?X-Amz-Credential=${query}`;
    expect(confidences(id, line, BEFORE)).toEqual([confidence]);
    expect(confidences(id, line, AFTER)).toEqual(['low']);
  });

  it.each([
    expand('aws_access_key_id = AKIA{base32:16}'),
    signed('AKIA{base32:16}', 'Amz', 'X-Amz-Signature=0'),
    signed('AKIA{base32:16}', 'Amz', 'X-Amz-Expires=never'),
    signed('AKIA{base32:16}', 'Amz', 'X-Amz-Expires=1800').replace('20260304T', '20261399T'),
    signed('AKIA{base32:16}', 'Amz', 'X-Amz-Expires=1800').replace('&', ' '),
  ])('is not known where the URL does not say it %#', (line) => {
    expect(confidences('aws-access-key-id', line, Number.MAX_SAFE_INTEGER)).toEqual(['high']);
  });
});
