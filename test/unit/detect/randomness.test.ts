import { expect, it } from 'vitest';
import { randomness } from '../../../src/detect/randomness.ts';
import { seededRandom } from '../../support/template.ts';

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const ALPHABETS = {
  hexadecimal: '0123456789abcdef',
  base36: `${LOWER}0123456789`,
  base62: `${LOWER}${LOWER.toUpperCase()}0123456789`,
  base64url: `${LOWER}${LOWER.toUpperCase()}0123456789-_`,
  letters: LOWER,
};

const NAMES = [
  'bearer_token_required',
  'settings.account.password.title',
  'getAccessTokenFromRefreshToken',
  'APPLICATION_SECRET_NAME',
  'production-database-credentials',
  'https/example/documentation',
  'XMLHttpRequestUploadProgress',
  'confirmation_required',
];

it.each(NAMES)('%s reads like words', (name) => {
  expect(randomness(name)).toBeLessThan(0);
});

it.each(Object.entries(ALPHABETS))('random characters (%s) do not', (_, alphabet) => {
  const random = seededRandom(1);
  const bits = Array.from({ length: 1000 }, () =>
    randomness(Array.from({ length: 24 }, () => alphabet[Math.floor(random() * alphabet.length)]).join('')),
  ).sort((a, b) => a - b);
  expect(bits[10]).toBeGreaterThan(12);
  expect(bits[500]).toBeGreaterThan(30);
});

it('has nothing to say about one character, or none', () => {
  expect(randomness('')).toBe(0);
  expect(randomness('x')).toBe(0);
});
