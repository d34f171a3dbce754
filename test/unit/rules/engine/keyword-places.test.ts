import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { compileRules } from '../../../../src/rules/compile.ts';
import { ByteSets } from '../../../../src/rules/engine/byte-sets.ts';
import { keywordPlaces } from '../../../../src/rules/engine/keyword-places.ts';
import { patternGraph } from '../../../../src/rules/engine/pattern-graph.ts';
import { ShapeGraph } from '../../../../src/rules/engine/shape-graph.ts';

function placesIn(pattern: string, keywords: string[], flags = ''): string[] {
  const graph = patternGraph({ pattern, flags }, new ByteSets(), new ShapeGraph());
  return keywordPlaces(graph, keywords, flags === 'i')
    .map(({ keyword, before, after, least }) => `${keyword} ${before} ${after} ${least}`)
    .sort();
}

describe('keywordPlaces', () => {
  it('measures to both ends of the match, look-ahead included', () => {
    expect(placesIn('ab[0-9]{3,9}', ['ab'])).toEqual(['ab 0 11 3']);
    expect(placesIn('(?<!(?<!\\\\)[0-9A-Z]|-)(?:[0-9]{2,5}ab[0-9]?)(?![0-9])', ['ab'])).toEqual(['ab 5 4 0']);
    expect(placesIn('[^-]{1,100}KEY[^-]{40,29000}', ['KEY'])).toEqual(['KEY 100 29003 40']);
    expect(placesIn('(?:xy){0,50}KEY(?:abc){2,40}', ['KEY'])).toEqual(['KEY 100 123 6']);
  });

  it('takes the place where every match has the keyword, not those where it may stand by accident', () => {
    expect(placesIn('token[a-z]{0,20}=[0-9a-z]{10,30}', ['token'])).toEqual(['token 0 56 11']);
    expect(placesIn('[a-z]{0,9}token', ['token'], 'i')).toEqual(['token 9 5 0']);
  });

  it('takes the first of two places that every match has', () => {
    expect(placesIn('eyJ[a-z]{5}\\.eyJ', ['eyJ'])).toEqual(['eyJ 0 12 9']);
  });

  it('takes a place in each alternative', () => {
    expect(placesIn('(?:a[_-]b|token)=[0-9]{4}', ['a_b', 'a-b', 'token'])).toEqual([
      'a-b 0 8 5',
      'a_b 0 8 5',
      'token 0 10 5',
    ]);
    expect(placesIn('(?:AKIA|xASIA)[0-9]{4}', ['AKIA', 'ASIA'])).toEqual(['AKIA 0 8 4', 'ASIA 1 8 4']);
  });

  it('takes all places in any way where some match need not have a keyword', () => {
    expect(placesIn('(?:ab|cd)[a-z]{3}', ['ab'])).toEqual(['ab 0 5 3', 'ab 2 3 1', 'ab 3 2 0']);
  });

  it('measures within a loop', () => {
    expect(placesIn('(?:ab-|cd){1,50}!', ['ab'])).toEqual(['ab 0 151 2', 'ab 147 148 2']);
  });
});

describe('the shipped rules', async () => {
  const { rules } = await compileRules(fileURLToPath(new URL('../../../../config/rules', import.meta.url)));

  it('spell a keyword in each match, so that what follows it is known; those that do not are told here', () => {
    const loose = rules.filter((rule) => {
      const places = keywordPlaces(
        patternGraph(rule, new ByteSets(), new ShapeGraph()),
        rule.keywords,
        !rule.caseSensitive,
      );
      return places.some(({ first, keyword }) => first.set.size > 8 && keyword !== '');
    });
    expect(loose.map(({ id }) => id)).toEqual(['aws-secret-access-key']);
  });
});
