import { describe, expect, it } from 'vitest';
import { CHECKSUM_TAILS } from '../../../../src/detect/checksum/index.ts';
import { check } from '../../../support/check.ts';
import { expandTemplate, seededRandom } from '../../../support/template.ts';

/** A token with a right tail, by check. */
const TOKENS: Readonly<Record<string, readonly string[]>> = {
  'github-crc32': ['ghp_{base62:30}{check:github-crc32}', 'npm_{base62:30}{check:github-crc32}'],
  'gitlab-routable': [
    'glpat-{base64url:38}.01.12{check:gitlab-routable}',
    'glrt-{base64url:300}.8c{check:gitlab-routable}',
  ],
  'grafana-crc32': ['glsa_{base62:32}_{check:grafana-crc32}'],
  'atlassian-crc32': ['ATATT3{base64url:178}={check:atlassian-crc32}'],
  'polar-crc32': ['polar_oat_{base62:37}{check:polar-crc32}', 'polar_at_o_{base62:37}{check:polar-crc32}'],
  'confluent-crc32': ['cflt{base64:54}{check:confluent-crc32}'],
  bech32: ['AGE-SECRET-KEY-1{BECH32:52}{check:bech32}'],
};

describe.each(Object.entries(TOKENS))('%s', (name, templates) => {
  it.each(templates)('takes %s for real, and not with another character in it', (template) => {
    for (const seed of [1, 2, 3]) {
      const token = expandTemplate(template, seededRandom(seed));
      expect(check(name, token)).toBe('valid');
      const other = token[12] === 'Q' ? 'Z' : 'Q';
      expect(check(name, `${token.slice(0, 12)}${other}${token.slice(13)}`)).not.toBe('valid');
    }
  });

  it('has a generator of its own', () => {
    expect(CHECKSUM_TAILS).toHaveProperty([name]);
  });
});

describe('published facts', () => {
  it('GitHub and npm: six base62 digits, padded with zeros', () => {
    // The body and tail of an expired token that its finder published, in two pieces:
    // https://gist.github.com/coolaj86/eb8cddfd3e4251258712dfed03e1f86d
    expect(CHECKSUM_TAILS['github-crc32']!('zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ')).toBe('0mLq17');
  });

  it('Grafana: hex digits of the least significant byte first', () => {
    // The token that Grafana's documentation shows, in two pieces:
    // https://grafana.com/docs/grafana/latest/developers/http_api/access_control/
    expect(CHECKSUM_TAILS['grafana-crc32']!(['glsa', 'HOruNAb7SOiCdshU9algkrq7FDsNSLAa'].join('_'))).toBe('54e2f8be');
  });

  it('Confluent: base64 of the least significant byte first', () => {
    // The secret that Confluent's documentation shows, in pieces:
    // https://docs.confluent.io/cloud/current/security/authenticate/workload-identities/service-accounts/api-keys/overview.html
    const body = ['T8d8RzkNseTMEDKcjNM1BZTFPHq', 'Rn/dQm9q7w6SjzZ12wZfwjaJdip'].join('');
    expect(CHECKSUM_TAILS['confluent-crc32']!(body)).toBe('HZtDjw');
  });

  it('bech32: the checksums of BIP 173', () => {
    expect(CHECKSUM_TAILS.bech32!('A1')).toBe('2UEL5L');
    expect(CHECKSUM_TAILS.bech32!('abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7l')).toBe('mqqqxw');
  });
});

describe('tokens without a checksum', () => {
  it.each([
    ['github-crc32', 'ghr_{base62:76}'],
    ['gitlab-routable', 'glpat-{base64url:20}'],
    ['polar-crc32', 'polar_oat_{base62:30}-{base62:12}'],
    ['atlassian-crc32', 'ATATT3{base64url:178}'],
    ['atlassian-crc32', 'ATATT3{base64url:178}=0000000'],
    ['atlassian-crc32', 'ATATT3{base64url:178}=00000000'],
  ])('%s has nothing to say about %s', (name, template) => {
    expect(check(name, expandTemplate(template, seededRandom(5)))).toBe('unknown');
  });
});
