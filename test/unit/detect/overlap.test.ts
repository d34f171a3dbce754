import { expect, it } from 'vitest';
import { dropOverlaps } from '../../../src/detect/overlap.ts';
import type { Candidate } from '../../../src/domain/candidate.ts';
import type { Rule } from '../../../src/domain/rule.ts';
import { Secret } from '../../../src/domain/secret.ts';
import { testRule } from '../../support/rule.ts';

const claim = (rule: string): Candidate => ({
  ...{ rule, start: 8, end: 24, confidence: 'low', encodings: [] },
  secret: new Secret('a-value-of-theirs'),
});

/** Whose claim stays, whoever came first. */
function speaks(a: string, b: string): string[] {
  const rules = new Map([a, b].map((id) => [id, testRule({ id, family: id, generic: true })]));
  const kept = [
    [a, b],
    [b, a],
  ].map((ids) => dropOverlaps(ids.map(claim), rules).map(({ rule }) => rule));
  expect(kept[0]).toEqual(kept[1]);
  return kept[0]!;
}

it('of two generic rules that are alike one speaks, and always the same', () => {
  expect(speaks('one', 'two')).toEqual(['one']);
});

it('a rule that knows what the value is for speaks before those of generic.yaml', () => {
  expect(speaks('generic-value', 'shell-value')).toEqual(['shell-value']);
});

/** Whose claims stay: a generic rule's that blocks, and a specific one's that warns about all of the text or a part of it. */
function beside(specific: Partial<Candidate>, generic: Partial<Rule> = {}): string[] {
  const rules = new Map([
    ['generic', testRule({ id: 'generic', generic: true, ...generic })],
    ['test-key', testRule({ id: 'test-key', family: 'test-key', tier: 'warn' })],
  ]);
  const known: Candidate = { ...claim('test-key'), confidence: 'high', ...specific };
  return dropOverlaps([claim('generic'), known], rules).map(({ rule }) => rule);
}

it('what a specific rule knows to be harmless blocks by no generic one', () => {
  expect(beside({})).toEqual(['test-key']);
});

it('a longer text with such a thing in it, or one whose check failed, still blocks', () => {
  expect(beside({ secret: new Secret('value'), start: 10, end: 15 })).toContain('generic');
  expect(beside({ confidence: 'low' })).toContain('generic');
});

it('a generic rule that is configured to block does', () => {
  expect(beside({}, { raised: true })).toContain('generic');
});

it('a word within a value that another rule found is none', () => {
  const both = (changes: Partial<Candidate>): string[] => {
    const rules = new Map([
      ['generic', testRule({ id: 'generic', generic: true })],
      ['weak', testRule({ id: 'weak', family: 'weak', tier: 'warn', generic: true, weak: true })],
    ]);
    return dropOverlaps([{ ...claim('weak'), secret: new Secret('theirs'), ...changes }, claim('generic')], rules).map(
      ({ rule }) => rule,
    );
  };
  expect(both({ start: 18, end: 24 })).toEqual(['generic']);
  expect(both({ start: 20, end: 26 })).toEqual(['generic', 'weak']);
});

it('what stands beside an id gives way to what knows the value by its name', () => {
  const pair = { name: 'aws', part: 'secret', required: true } as const;
  const rules = new Map([
    ['a-beside-id', testRule({ id: 'a-beside-id', family: 'a', pair, secretGroup: 1 })],
    ['named', testRule({ id: 'named', family: 'named', secretGroup: 1 })],
  ]);
  expect(dropOverlaps([claim('a-beside-id'), claim('named')], rules).map(({ rule }) => rule)).toEqual(['named']);
});
