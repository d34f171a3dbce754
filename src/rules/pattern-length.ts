import type { PatternNode } from './pattern-tree.ts';

/**
 * The most characters a node can match: Infinity for an unbounded quantifier. Look-around takes up none, and a
 * back-reference counts as unbounded because no rule needs one.
 */
export function longestMatch(node: PatternNode): number {
  switch (node.type) {
    case 'Pattern':
    case 'Group':
    case 'CapturingGroup':
      return Math.max(...node.alternatives.map(longestMatch));
    case 'Alternative':
      return node.elements.reduce((sum, element) => sum + longestMatch(element), 0);
    case 'Quantifier':
      return node.max === 0 ? 0 : node.max * longestMatch(node.element);
    case 'Assertion':
      return 0;
    case 'Backreference':
      return Number.POSITIVE_INFINITY;
    default:
      return 1;
  }
}
