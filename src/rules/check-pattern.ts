import type { AST } from '@eslint-community/regexpp';
import { firstCharacters } from './first-characters.ts';
import { longestMatch } from './pattern-length.ts';
import { descendants, type PatternNode } from './pattern-tree.ts';

/** No match is longer than this, so that a window of the engine holds it. */
const LONGEST_MATCH = 30_000;

/** Two neighbours that can trade characters may differ in length by this much: the product bounds the work at a position. */
const FREE_LENGTH = 64;

/**
 * Says in which ways a pattern could make the engine slow or its windows too small: unbounded or nested quantifiers,
 * two long neighbours over the same characters, look-around of its own, back-references.
 */
export function checkPattern(pattern: AST.Pattern): string[] {
  const problems: string[] = [];
  for (const node of descendants(pattern)) {
    if (node.type === 'Quantifier') problems.push(...checkQuantifier(node));
    if (node.type === 'Alternative') problems.push(...checkNeighbours(node));
    if (node.type === 'Assertion') problems.push(`${node.raw} is look-around: use "boundary"`);
    if (node.type === 'Backreference') problems.push(`${node.raw} refers back: no rule may`);
  }
  const longest = longestMatch(pattern);
  if (Number.isFinite(longest) && longest > LONGEST_MATCH) {
    problems.push(`a match can have ${longest} characters, more than ${LONGEST_MATCH}`);
  }
  return problems;
}

function checkQuantifier(quantifier: AST.Quantifier): string[] {
  if (quantifier.max === Number.POSITIVE_INFINITY) return [`${quantifier.raw} is an unbounded quantifier`];
  if (quantifier.max <= 1) return [];
  const inner = [...descendants(quantifier.element)].find((node) => node.type === 'Quantifier');
  return inner ? [`${quantifier.raw} is a nested quantifier`] : [];
}

/** Neighbours such as `[a-z]{1,500}[a-z0-9]{1,500}` try every split of one run of characters. */
function checkNeighbours(alternative: AST.Alternative): string[] {
  const problems: string[] = [];
  for (const [index, left] of alternative.elements.entries()) {
    const right = alternative.elements[index + 1];
    if (right === undefined || !isLongQuantifier(left) || !isLongQuantifier(right)) continue;
    const before = firstCharacters(left.element);
    const overlap = [...firstCharacters(right.element)].some((code) => before.has(code));
    if (overlap) problems.push(`${left.raw}${right.raw} are adjacent quantifiers over the same characters`);
  }
  return problems;
}

function isLongQuantifier(node: PatternNode): node is AST.Quantifier {
  return node.type === 'Quantifier' && node.max - node.min > FREE_LENGTH;
}
