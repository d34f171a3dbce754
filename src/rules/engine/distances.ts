import type { PatternState } from './pattern-graph.ts';

/** How far the states of a pattern are from its ends, in bytes. */
export interface Distances {
  /** For each state, the most bytes from a match's start. */
  readonly fromStart: ReadonlyMap<PatternState, number>;
  /** For each state, the most bytes, and the fewest, to the match's end. */
  readonly toEnd: ReadonlyMap<PatternState, number>;
  readonly leastToEnd: ReadonlyMap<PatternState, number>;
}

/** A way to a state that comes after, on which a match gets longer by `least` to `most` bytes. */
interface Step {
  readonly to: PatternState;
  readonly least: number;
  readonly most: number;
}

/** Measures a pattern, state by state. */
export function distances(start: PatternState): Distances {
  const order = firstToLast(start);
  const fromStart = new Map([[start, 0]]);
  for (const state of order) {
    const here = fromStart.get(state) ?? 0;
    for (const { to, most } of stepsFrom(state)) fromStart.set(to, Math.max(fromStart.get(to) ?? 0, here + most));
  }
  const toEnd = new Map<PatternState, number>();
  const leastToEnd = new Map<PatternState, number>();
  for (const state of order.toReversed()) {
    const steps = stepsToEnd(state);
    const most = steps.map((step) => step.most + toEnd.get(step.to)!);
    const least = steps.map((step) => step.least + leastToEnd.get(step.to)!);
    toEnd.set(state, most.length === 0 ? 0 : Math.max(...most));
    leastToEnd.set(state, least.length === 0 ? 0 : Math.min(...least));
  }
  return { fromStart, toEnd, leastToEnd };
}

/** Each state before those that it leads to; a loop's further rounds are taken as a step over the loop. */
function firstToLast(start: PatternState): PatternState[] {
  const done = new Set<PatternState>();
  const order: PatternState[] = [];
  const visit = (state: PatternState): void => {
    if (done.has(state)) return;
    done.add(state);
    for (const { to } of [...stepsFrom(state), ...stepsToEnd(state)]) visit(to);
    order.push(state);
  };
  visit(start);
  return order.reverse();
}

/** Seen from the start: a loop's body may come after all rounds but one, what is behind the loop after all of them. */
function stepsFrom(state: PatternState): Step[] {
  if (state.kind === 'again') return [];
  if (state.kind !== 'loop') return stepsToEnd(state);
  const { body, next, longest, round } = state;
  return [
    { to: body, least: 0, most: longest - round },
    { to: next, least: 0, most: longest },
  ];
}

/** Seen from the end: after a round of a loop, all rounds but one may follow, and then what is behind the loop. */
function stepsToEnd(state: PatternState): Step[] {
  switch (state.kind) {
    case 'end':
      return [];
    case 'byte':
      return [{ to: state.next, least: 1, most: 1 }];
    case 'fork':
      return state.ways.map((to) => ({ to, least: 0, most: 0 }));
    case 'loop':
      return [{ to: state.next, least: 0, most: state.longest }];
    case 'again': {
      const { next, longest, round } = state.loop!;
      return [{ to: next, least: 0, most: longest - round }];
    }
  }
}
