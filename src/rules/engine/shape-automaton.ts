import { ACCEPT, REJECT, type SearchParts } from '../../wasm/search-parts.ts';
import type { ShapeGraph, ShapeState } from './shape-graph.ts';

/** The automaton as `SearchParts` has it. */
export interface LaidStates extends Pick<SearchParts, 'states' | 'classes'> {
  /** Where a state, by its number, lies. */
  readonly offsetOf: (number: number) => number;
}

/** A state: the class of each byte, and for each class the number of the state to go on to. */
interface Row {
  readonly classes: Uint8Array;
  readonly targets: readonly number[];
}

// States are numbered from here on, after the two that read nothing.
const FIRST = ACCEPT + 1;
const NOWHERE: Row = { classes: new Uint8Array(256), targets: [] };
// For a state that lies deeper than anybody reads.
const ANYTHING: Row = { classes: new Uint8Array(256), targets: [ACCEPT] };

/** A start that needs more states than this reads less far: what it would need the further ones for passes. */
const MOST_STATES = 400;

/** The deterministic automaton of a graph, made as far as the search reads. States are shared by all that start in it. */
export class ShapeAutomaton {
  readonly #graph: ShapeGraph;
  readonly #numbers = new Map<string, number>();
  /** By number - FIRST: the graph's states that this state stands for. */
  readonly #closures: ShapeState[][] = [];
  readonly #rows: (Row | undefined)[] = [];

  constructor(graph: ShapeGraph) {
    this.#graph = graph;
  }

  /**
   * The state to begin in, when any of the graph's states may be where reading goes on.
   *
   * @param depth after so many bytes everything passes
   */
  start(states: readonly ShapeState[], depth: number): number {
    const limit = this.#rows.length + MOST_STATES;
    const first = this.#numberOf(states);
    let level = new Set([first]);
    const seen = new Set(level);
    for (let read = 0; read < depth && level.size > 0 && this.#rows.length < limit; read++) {
      const next = new Set<number>();
      for (const number of level)
        for (const target of this.#row(number).targets) if (!seen.has(target)) next.add(target);
      for (const number of next) seen.add(number);
      level = next;
    }
    return first;
  }

  /** Lays all states out. */
  emit(): LaidStates {
    const rows = this.#rows.map((row) => row ?? ANYTHING);
    const offsets = [REJECT, ACCEPT];
    let end = FIRST;
    for (const { targets } of rows) {
      offsets.push(end);
      end += 1 + targets.length;
    }
    const classes = new Map<string, Uint8Array>();
    const numbers = new Map<string, number>();
    const states = new Uint32Array(end);
    rows.forEach((row, i) => {
      const key = row.classes.join(' ');
      if (!numbers.has(key)) numbers.set(key, numbers.size);
      classes.set(key, row.classes);
      states.set([numbers.get(key)! * 256, ...row.targets.map((target) => offsets[target]!)], offsets[FIRST + i]!);
    });
    return { states, classes: Buffer.concat([...classes.values()]), offsetOf: (number) => offsets[number]! };
  }

  #numberOf(states: Iterable<ShapeState>): number {
    const closure = this.#graph.closure(states);
    if (closure === undefined) return ACCEPT;
    if (closure.length === 0) return REJECT;
    const key = closure.join(' ');
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#closures.push(closure) - 1 + FIRST;
    this.#rows.push(undefined);
    this.#numbers.set(key, number);
    return number;
  }

  #row(number: number): Row {
    if (number === REJECT || number === ACCEPT) return NOWHERE;
    return (this.#rows[number - FIRST] ??= this.#makeRow(this.#closures[number - FIRST]!));
  }

  #makeRow(closure: readonly ShapeState[]): Row {
    const readers = closure.map((state) => this.#graph.at(state));
    const targets: number[] = [];
    const byReaders = new Map<string, number>();
    const classes = new Uint8Array(256);
    for (let byte = 0; byte < 256; byte++) {
      const reading = readers.filter(({ set }) => set.members[byte] === 1).map(({ next }) => next);
      const key = reading.join(' ');
      let kind = byReaders.get(key);
      if (kind === undefined) {
        const target = this.#numberOf(reading);
        kind = targets.indexOf(target);
        if (kind < 0) kind = targets.push(target) - 1;
        byReaders.set(key, kind);
      }
      classes[byte] = kind;
    }
    return { classes, targets };
  }
}
