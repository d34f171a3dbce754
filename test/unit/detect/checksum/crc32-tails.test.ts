import { describe, expect, it } from 'vitest';
import { CHECKSUM_TAILS, CHECKSUMS } from '../../../../src/detect/checksum/index.ts';
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
  bech32: ['AGE-SECRET-KEY-1{BECH32:52}{check:bech32}'],
};

describe.each(Object.entries(TOKENS))('%s', (name, templates) => {
  const check = CHECKSUMS[name]!;

  it.each(templates)('takes %s for real, and not with another character in it', (template) => {
    for (const seed of [1, 2, 3]) {
      const token = expandTemplate(template, seededRandom(seed));
      expect(check(token)).toBe('valid');
      const other = token[12] === 'Q' ? 'Z' : 'Q';
      expect(check(`${token.slice(0, 12)}${other}${token.slice(13)}`)).not.toBe('valid');
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

  it('bech32: the checksums of BIP 173', () => {
    expect(CHECKSUM_TAILS.bech32!('A1')).toBe('2UEL5L');
    expect(CHECKSUM_TAILS.bech32!('abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7l')).toBe('mqqqxw');
  });
});

describe('tokens without a checksum', () => {
  it.each([
    ['github-crc32', 'ghr_{base62:76}'],
    ['gitlab-routable', 'glpat-{base64url:20}'],
    ['atlassian-crc32', 'ATATT3{base64url:178}'],
    ['atlassian-crc32', 'ATATT3{base64url:178}=0000000'],
    ['atlassian-crc32', 'ATATT3{base64url:178}=00000000'],
  ])('%s has nothing to say about %s', (name, template) => {
    expect(CHECKSUMS[name]!(expandTemplate(template, seededRandom(5)))).toBe('unknown');
  });
});
