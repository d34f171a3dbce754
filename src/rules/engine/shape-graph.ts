import type { ByteSet } from './byte-sets.ts';

/** A state of the automaton that says what may follow a keyword. 0 is the end: a match may be complete here. */
export type ShapeState = number;

export const SHAPE_END: ShapeState = 0;

interface ByteState {
  readonly set: ByteSet;
  readonly next: ShapeState;
}

/**
 * A nondeterministic automaton that is built from its end, and has one state for all that goes on in the same way: the
 * 36 letters after `ghp_` are those after `gho_`. Whatever may end where it stands is the end: what could follow is not
 * of interest any more.
 */
export class ShapeGraph {
  readonly #states: (ByteState | ShapeState[])[] = [[]];
  readonly #known = new Map<string, ShapeState>();

  /** Reads one byte of a set, then goes on. */
  byte(set: ByteSet, next: ShapeState): ShapeState {
    return this.#intern(`byte ${set.id} ${next}`, () => ({ set, next }));
  }

  /** Goes on in one of several ways. */
  fork(ways: readonly ShapeState[]): ShapeState {
    if (ways.includes(SHAPE_END)) return SHAPE_END;
    const distinct = [...new Set(ways)].sort((a, b) => a - b);
    if (distinct.length === 1) return distinct[0]!;
    return this.#intern(`fork ${distinct.join(' ')}`, () => distinct);
  }

  /** Reads any number of bytes of a set, then goes on. */
  anyNumber(set: ByteSet, next: ShapeState): ShapeState {
    if (next === SHAPE_END) return SHAPE_END;
    const key = `loop ${set.id} ${next}`;
    return this.#known.get(key) ?? this.#loop(key, next, (again) => this.byte(set, again));
  }

  /** Goes through something any number of times, then goes on. @param build its first state, from the state behind it */
  loop(next: ShapeState, build: (again: ShapeState) => ShapeState): ShapeState {
    if (next === SHAPE_END) return SHAPE_END;
    return this.#loop(`loop at ${this.#states.length}`, next, build);
  }

  /** The states that read a byte next, in order; undefined where the end may be reached without one. */
  closure(states: Iterable<ShapeState>): ShapeState[] | undefined {
    const seen = new Set(states);
    // A Set's iteration also visits what is added meanwhile.
    for (const state of seen) {
      if (state === SHAPE_END) return undefined;
      const entry = this.#states[state]!;
      if (Array.isArray(entry)) for (const way of entry) seen.add(way);
    }
    return [...seen].filter((state) => !Array.isArray(this.#states[state])).sort((a, b) => a - b);
  }

  /** What a state of a closure reads, and where it goes. */
  at(state: ShapeState): ByteState {
    return this.#states[state] as ByteState;
  }

  #loop(key: string, next: ShapeState, build: (again: ShapeState) => ShapeState): ShapeState {
    const ways = [next];
    const state = this.#intern(key, () => ways);
    ways.push(build(state));
    return state;
  }

  #intern(key: string, make: () => ByteState | ShapeState[]): ShapeState {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const state = this.#states.push(make()) - 1;
    this.#known.set(key, state);
    return state;
  }
}
