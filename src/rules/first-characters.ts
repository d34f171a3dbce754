import type { AST } from '@eslint-community/regexpp';
import type { PatternNode } from './pattern-tree.ts';

const LATIN1 = Array.from({ length: 256 }, (_, code) => code);
const ESCAPES = { digit: /\d/, space: /\s/, word: /\w/ } as const;

/** The latin1 characters that can begin a match of a node; the engine sees no others. */
export function firstCharacters(node: PatternNode): ReadonlySet<number> {
  switch (node.type) {
    case 'Character':
      return new Set([node.value]);
    case 'CharacterSet':
      return charactersOfSet(node);
    case 'CharacterClass':
      return charactersOfClass(node);
    case 'Quantifier':
      return firstCharacters(node.element);
    case 'Alternative':
      return firstOfSequence(node.elements);
    case 'Pattern':
    case 'Group':
    case 'CapturingGroup':
      return new Set(node.alternatives.flatMap((alternative) => [...firstCharacters(alternative)]));
    default:
      return new Set();
  }
}

/** Elements that may be left out let the next one begin the match. */
function firstOfSequence(elements: readonly AST.Element[]): ReadonlySet<number> {
  const found = new Set<number>();
  for (const element of elements) {
    for (const code of firstCharacters(element)) found.add(code);
    if (element.type !== 'Quantifier' || element.min > 0) break;
  }
  return found;
}

function charactersOfSet(node: AST.CharacterSet): ReadonlySet<number> {
  if (node.kind === 'any') return new Set(LATIN1.filter((code) => code !== 10 && code !== 13));
  if (node.kind === 'property') return new Set(LATIN1);
  const form = ESCAPES[node.kind];
  return new Set(LATIN1.filter((code) => form.test(String.fromCharCode(code)) !== node.negate));
}

function charactersOfClass(node: AST.CharacterClass): ReadonlySet<number> {
  const listed = new Set<number>();
  for (const element of node.elements) {
    if (element.type === 'Character') listed.add(element.value);
    if (element.type === 'CharacterSet') for (const code of charactersOfSet(element)) listed.add(code);
    if (element.type === 'CharacterClassRange') {
      for (const code of LATIN1) if (code >= element.min.value && code <= element.max.value) listed.add(code);
    }
  }
  return node.negate ? new Set(LATIN1.filter((code) => !listed.has(code))) : listed;
}
