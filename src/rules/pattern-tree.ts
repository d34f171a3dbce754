import { type AST, RegExpParser } from '@eslint-community/regexpp';

/** A node of a pattern's syntax tree that can hold others or take up characters. */
export type PatternNode = AST.Alternative | AST.Element | AST.Pattern;

/**
 * Parses a pattern's source.
 *
 * @throws SyntaxError when it is no regular expression
 */
export function parsePattern(source: string): AST.Pattern {
  return new RegExpParser({ ecmaVersion: 2024 }).parsePattern(source, 0, source.length, { unicode: false });
}

/** The nodes directly inside a node. */
function childrenOf(node: PatternNode): readonly PatternNode[] {
  switch (node.type) {
    case 'Pattern':
    case 'Group':
    case 'CapturingGroup':
      return node.alternatives;
    case 'Assertion':
      return node.kind === 'lookahead' || node.kind === 'lookbehind' ? node.alternatives : [];
    case 'Alternative':
      return node.elements;
    case 'Quantifier':
      return [node.element];
    default:
      return [];
  }
}

/** A node and all nodes inside it, outermost first. */
export function* descendants(node: PatternNode): Generator<PatternNode> {
  yield node;
  for (const child of childrenOf(node)) yield* descendants(child);
}

/** How many capture groups a pattern has. */
export function countGroups(pattern: AST.Pattern): number {
  return [...descendants(pattern)].filter((node) => node.type === 'CapturingGroup').length;
}
