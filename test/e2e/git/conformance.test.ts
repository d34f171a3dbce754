import { describe } from 'vitest';
import type { Adapter } from './adapters.ts';
import { beforeCases } from './cases/before.ts';
import { damageCases } from './cases/damage.ts';
import { introductionCases } from './cases/introductions.ts';
import { layoutCases } from './cases/layouts.ts';
import { objectPlaceCases } from './cases/object-places.ts';
import { rangeCases } from './cases/ranges.ts';
import { stagedCases } from './cases/staged.ts';
import { storeCases } from './cases/stores.ts';

// One set of cases for both adapters, each compared with git itself on repositories that git made.
describe.each<Adapter>(['git', 'isomorphic-git'])('%s', (adapter) => {
  describe('staged', () => stagedCases(adapter));
  describe('before', () => beforeCases(adapter));
  describe('ranges', () => rangeCases(adapter));
  describe('introductions', () => introductionCases(adapter));
  describe('stores', () => storeCases(adapter));
  describe('damage', () => damageCases(adapter));
  describe('object places', () => objectPlaceCases(adapter));
  describe('layouts', () => layoutCases(adapter));
});
