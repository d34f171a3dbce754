import { distances } from './distances.ts';
import type { ByteState, PatternGraph, PatternState } from './pattern-graph.ts';
import type { ShapeState } from './shape-graph.ts';

/** A keyword as it stands in one place of a pattern. */
export interface KeywordPlace {
  readonly keyword: string;
  /** The state that reads the keyword's first byte. */
  readonly first: ByteState;
  /** What may follow the keyword's last byte. */
  readonly follows: readonly ShapeState[];
  /** The most bytes from the match's start to the keyword's start. */
  readonly before: number;
  /** The most bytes from the keyword's start to the match's end (with look-ahead). */
  readonly after: number;
  /** The fewest bytes from the keyword's end to the match's end. */
  readonly least: number;
}

/** A state for few bytes spells a keyword; one for more, `[0-9a-z]` say, just happens to let it pass. */
const SPELLING = 8;

/**
 * The places where a pattern spells its keywords, and no more of them than every match needs to go through one. Most
 * keywords could also stand elsewhere, by accident: `token` may be part of a password. A match is then found by the place
 * that is always there, and what follows the keyword is known much better.
 *
 * Where some match would go through none of them, all places are given at which a keyword can stand in any way.
 *
 * @param keywords in lower case if `caseless`
 */
export function keywordPlaces(graph: PatternGraph, keywords: readonly string[], caseless: boolean): KeywordPlace[] {
  const spells = (state: ByteState): boolean => state.set.size <= SPELLING;
  let places = findPlaces(graph, keywords, caseless, spells);
  if (!covers(graph, places, caseless)) return findPlaces(graph, keywords, caseless, () => true);
  for (const place of [...places].sort((a, b) => b.before - a.before || b.after - a.after)) {
    const others = places.filter((other) => other !== place);
    if (covers(graph, others, caseless)) places = others;
  }
  return places;
}

function findPlaces(
  graph: PatternGraph,
  keywords: readonly string[],
  caseless: boolean,
  counts: (state: ByteState) => boolean,
): KeywordPlace[] {
  const { fromStart, toEnd, leastToEnd } = distances(graph.start);
  const places: KeywordPlace[] = [];
  for (const [first, distance] of fromStart) {
    if (first.kind !== 'byte') continue;
    for (const keyword of keywords) {
      const ends = readKeyword(first, keyword, caseless, counts);
      if (ends.length === 0) continue;
      places.push({
        keyword,
        first,
        follows: ends.map(({ shape }) => shape),
        before: distance,
        after: keyword.length + Math.max(...ends.map((end) => toEnd.get(end)!)) + graph.looksAhead,
        least: Math.min(...ends.map((end) => leastToEnd.get(end)!)),
      });
    }
  }
  return places;
}

/** The states after a keyword that is read from `first` on; none when it can't be. */
function readKeyword(
  first: ByteState,
  keyword: string,
  caseless: boolean,
  counts: (state: ByteState) => boolean,
): PatternState[] {
  let states: PatternState[] = [first];
  for (let i = 0; i < keyword.length; i++) {
    const readers = byteStates(states).filter(
      (state) => counts(state) && reads(state, keyword.charCodeAt(i), caseless),
    );
    states = [...new Set(readers.map(({ next }) => next))];
  }
  return states;
}

/** Whether every match goes through one of the places with the keyword's text in it. */
function covers(graph: PatternGraph, places: readonly KeywordPlace[], caseless: boolean): boolean {
  const byFirst = new Map<PatternState, string[]>();
  for (const { first, keyword } of places) byFirst.set(first, [...(byFirst.get(first) ?? []), keyword]);
  const seen = new Set<string>();
  const open: { state: PatternState; begun: readonly Begun[] }[] = [{ state: graph.start, begun: [] }];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const { state, begun } = at;
    const key = `${state.id} ${begun.map(({ keyword, length }) => `${keyword} ${length}`).join(' ')}`;
    if (seen.has(key)) continue;
    seen.add(key);
    if (state.kind === 'end') return false;
    if (state.kind !== 'byte') open.push(...waysOf(state).map((way) => ({ state: way, begun })));
    else {
      const results = readOn(state, begun, byFirst.get(state) ?? [], caseless);
      open.push(...results.map((read) => ({ state: state.next, begun: read })));
    }
  }
  return true;
}

/** The first bytes of a keyword, read in its place. */
interface Begun {
  readonly keyword: string;
  readonly length: number;
}

/** What is begun after each byte that a state reads, unless a keyword is complete then. */
function readOn(state: ByteState, begun: readonly Begun[], starting: readonly string[], caseless: boolean): Begun[][] {
  if (state.set.size > SPELLING) return [[]];
  const all = [...begun, ...starting.map((keyword) => ({ keyword, length: 0 }))];
  const results: Begun[][] = [];
  for (let byte = 0; byte < 256; byte++) {
    if (state.set.members[byte] === 0) continue;
    const read = all
      .filter(({ keyword, length }) => sameByte(keyword.charCodeAt(length), byte, caseless))
      .map(({ keyword, length }) => ({ keyword, length: length + 1 }));
    if (!read.some(({ keyword, length }) => keyword.length === length)) results.push(read);
  }
  return results;
}

/** The states that read a byte next, from some states on. */
function byteStates(states: readonly PatternState[]): ByteState[] {
  const seen = new Set(states);
  for (const state of seen) if (state.kind !== 'byte') for (const way of waysOf(state)) seen.add(way);
  return [...seen].filter((state): state is ByteState => state.kind === 'byte');
}

function waysOf(state: Exclude<PatternState, ByteState>): readonly PatternState[] {
  if (state.kind === 'fork') return state.ways;
  if (state.kind === 'loop') return [state.body, state.next];
  return state.kind === 'again' ? [state.loop!] : [];
}

const lower = (byte: number): number => (byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte);

function sameByte(wanted: number, byte: number, caseless: boolean): boolean {
  return wanted === byte || (caseless && lower(wanted) === lower(byte));
}

function reads({ set }: ByteState, wanted: number, caseless: boolean): boolean {
  return set.members.some((member, byte) => member === 1 && sameByte(wanted, byte, caseless));
}
