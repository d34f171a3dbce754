import type { AST } from '@eslint-community/regexpp';
import { type PatternNode, parsePattern } from '../../../src/rules/pattern-tree.ts';
import type { Random } from '../template.ts';

/** Longer repeats than this are made rarely: the tests would be slow. */
const OFTEN_AT_MOST = 300;

/**
 * A text that a pattern describes, its look-around left aside. Repeats are as short or as long as they may be, or between.
 *
 * @param pattern source of a regular expression over latin1
 */
export function randomMatch(pattern: string, flags: string, random: Random): string {
  return new Writer(flags, random).write(parsePattern(pattern));
}

class Writer {
  readonly #flags: string;
  readonly #random: Random;
  readonly #choices = new Map<string, string[]>();

  constructor(flags: string, random: Random) {
    this.#flags = flags;
    this.#random = random;
  }

  write(node: PatternNode): string {
    switch (node.type) {
      case 'Pattern':
      case 'Group':
      case 'CapturingGroup':
        return this.write(this.#oneOf(node.alternatives));
      case 'Alternative':
        return node.elements.map((element) => this.write(element)).join('');
      case 'Quantifier':
        return Array.from({ length: this.#times(node) }, () => this.write(node.element)).join('');
      case 'Assertion':
        return '';
      default:
        return this.#oneOf(this.#charactersOf(node.raw));
    }
  }

  #times({ min, max }: AST.Quantifier): number {
    const reach = max - min;
    const choice = this.#random();
    if (choice < 0.3) return min;
    if (choice < 0.5 && max <= OFTEN_AT_MOST) return max;
    if (choice < 0.52) return max;
    return min + Math.floor(this.#random() * Math.min(reach + 1, OFTEN_AT_MOST));
  }

  /** The latin1 characters that a class describes, but NUL, which ends all text: that one where nothing else will do. */
  #charactersOf(source: string): string[] {
    const known = this.#choices.get(source);
    if (known) return known;
    const expression = new RegExp(`^(?:${source})$`, this.#flags);
    const all = Array.from({ length: 255 }, (_, i) => String.fromCharCode(i + 1)).filter((c) => expression.test(c));
    if (all.length === 0) all.push('\0');
    this.#choices.set(source, all);
    return all;
  }

  #oneOf<T>(choices: readonly T[]): T {
    return choices[Math.floor(this.#random() * choices.length)]!;
  }
}
