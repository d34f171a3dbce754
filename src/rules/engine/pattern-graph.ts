import type { AST } from '@eslint-community/regexpp';
import { longestMatch } from '../pattern-length.ts';
import { descendants, type PatternNode, parsePattern } from '../pattern-tree.ts';
import type { ByteSet, ByteSets } from './byte-sets.ts';
import { SHAPE_END, type ShapeGraph, type ShapeState } from './shape-graph.ts';

/** A pattern's automaton, for questions about its own text: where a keyword stands, and how much is before and after it. */
export type PatternState = EndState | ByteState | ForkState | LoopState | AgainState;

interface State {
  readonly id: number;
  /** The same state in the automaton that all rules share. */
  readonly shape: ShapeState;
}

interface EndState extends State {
  readonly kind: 'end';
}

export interface ByteState extends State {
  readonly kind: 'byte';
  readonly set: ByteSet;
  readonly next: PatternState;
}

interface ForkState extends State {
  readonly kind: 'fork';
  readonly ways: readonly PatternState[];
}

/** Goes through `body`, to its `AgainState`, any number of times: at most `round` bytes each, `longest` bytes together. */
interface LoopState extends State {
  readonly kind: 'loop';
  readonly body: PatternState;
  readonly next: PatternState;
  readonly round: number;
  readonly longest: number;
}

interface AgainState extends State {
  readonly kind: 'again';
  loop: LoopState | undefined;
}

/** Optional repeats up to this number are states of their own; more are a loop, which lets more through, never less. */
const OPTIONAL_STATES = 3;
/** Required repeats up to this number are states; further ones are part of the loop. Nobody reads this far ahead. */
const REQUIRED_STATES = 256;

/** The automaton of one rule's pattern. */
export interface PatternGraph {
  readonly start: PatternState;
  /** Bytes that look-behind looks at before a match, and look-ahead after it. */
  readonly looksBehind: number;
  readonly looksAhead: number;
}

/** Builds the graph of a rule's pattern. Look-around counts as nothing, which lets more through. */
export function patternGraph(
  rule: { readonly pattern: string; readonly flags: string },
  sets: ByteSets,
  shapes: ShapeGraph,
): PatternGraph {
  const tree = parsePattern(rule.pattern);
  const start = new Builder(rule.flags, sets, shapes).build(tree);
  return { start, looksBehind: looks(tree, 'lookbehind'), looksAhead: looks(tree, 'lookahead') };
}

/** Nested look-around looks further: each is counted with all that is inside it. */
function looks(tree: AST.Pattern, kind: 'lookbehind' | 'lookahead'): number {
  const lengths = [...descendants(tree)].map((node) =>
    node.type === 'Assertion' && node.kind === kind ? Math.max(...node.alternatives.map(longestMatch)) : 0,
  );
  return lengths.reduce((sum, length) => sum + length, 0);
}

function isOneCharacter(element: AST.Element): boolean {
  return element.type === 'Character' || element.type === 'CharacterSet' || element.type === 'CharacterClass';
}

class Builder {
  readonly #flags: string;
  readonly #sets: ByteSets;
  readonly #shapes: ShapeGraph;
  #states = 0;

  constructor(flags: string, sets: ByteSets, shapes: ShapeGraph) {
    this.#flags = flags;
    this.#sets = sets;
    this.#shapes = shapes;
  }

  build(tree: AST.Pattern): PatternState {
    return this.#before(tree, { id: this.#states++, kind: 'end', shape: SHAPE_END });
  }

  /** The state from which `node` is read, and `next` after it. */
  #before(node: PatternNode, next: PatternState): PatternState {
    switch (node.type) {
      case 'Pattern':
      case 'Group':
      case 'CapturingGroup':
        return this.#fork(node.alternatives.map((alternative) => this.#before(alternative, next)));
      case 'Alternative':
        return node.elements.reduceRight((after, element) => this.#before(element, after), next);
      case 'Quantifier':
        return this.#repeat(node, next);
      case 'Assertion':
        return next;
      case 'Backreference':
        throw new SyntaxError(`${node.raw} refers back: no rule may`);
      default:
        return this.#byte(this.#sets.matchedBy(node.raw, this.#flags), next);
    }
  }

  #repeat({ element, min, max }: AST.Quantifier, next: PatternState): PatternState {
    const required = Math.min(min, REQUIRED_STATES);
    let state = next;
    if (max - required > OPTIONAL_STATES) state = this.#loop(element, max - required, next);
    else for (let i = required; i < max; i++) state = this.#fork([this.#before(element, state), next]);
    for (let i = 0; i < required; i++) state = this.#before(element, state);
    return state;
  }

  #loop(element: AST.Element, times: number, next: PatternState): PatternState {
    const shape = this.#loopShape(element, next.shape);
    const again: AgainState = { id: this.#states++, kind: 'again', loop: undefined, shape };
    const body = this.#before(element, again);
    const round = longestMatch(element);
    again.loop = { id: this.#states++, kind: 'loop', body, next, round, longest: times * round, shape };
    return again.loop;
  }

  #loopShape(element: AST.Element, next: ShapeState): ShapeState {
    if (!isOneCharacter(element)) return this.#shapes.loop(next, (state) => this.#shapeOf(element, state));
    return this.#shapes.anyNumber(this.#sets.matchedBy(element.raw, this.#flags), next);
  }

  #shapeOf(element: AST.Element, next: ShapeState): ShapeState {
    return this.#before(element, { id: this.#states++, kind: 'end', shape: next }).shape;
  }

  #byte(set: ByteSet, next: PatternState): PatternState {
    return { id: this.#states++, kind: 'byte', set, next, shape: this.#shapes.byte(set, next.shape) };
  }

  #fork(ways: readonly PatternState[]): PatternState {
    if (ways.length === 1) return ways[0]!;
    return { id: this.#states++, kind: 'fork', ways, shape: this.#shapes.fork(ways.map(({ shape }) => shape)) };
  }
}
