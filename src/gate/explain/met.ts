import { KeywordIndex } from '../../detect/keyword-index.ts';
import type { Rule } from '../../domain/rule.ts';
import type { Settings } from '../settings.ts';
import { Journal, type KeywordHit, type Stretch, type Trail } from './journal.ts';

/** A part of a text; `end` is exclusive. */
export type Span = Pick<Stretch, 'start' | 'end'>;

/** What one rule met in the part of a text that was asked about. */
export interface Met {
  /** In order of position, as the trails. */
  readonly hits: KeywordHit[];
  readonly trails: Trail[];
}

/** Keywords in a part of the text, matches that reach into it, and the keywords of these, by rule. */
export function metIn(span: Span, journal: Journal): Map<string, Met> {
  const met = new Map<string, Met>();
  const of = (rule: string): Met => {
    const known = met.get(rule) ?? { hits: [], trails: [] };
    met.set(rule, known);
    return known;
  };
  for (const trail of withoutTwins(journal.trails)) {
    if (touches(trail.candidate, span) || touches(trail.match, span)) of(trail.candidate.rule).trails.push(trail);
  }
  for (const { trails } of met.values()) trails.sort((a, b) => a.candidate.start - b.candidate.start);
  for (const [rule, hits] of byRule(journal.hits)) {
    const held = new Set(met.get(rule)?.trails.flatMap((trail) => heldBy(trail, hits)));
    for (const hit of hits) if (held.has(hit) || touches(hit, span)) of(rule).hits.push(hit);
  }
  return met;
}

function byRule(hits: readonly KeywordHit[]): Map<string, KeywordHit[]> {
  const groups = new Map<string, KeywordHit[]>();
  for (const hit of [...hits].sort((a, b) => a.start - b.start)) {
    const group = groups.get(hit.rule);
    if (group) group.push(hit);
    else groups.set(hit.rule, [hit]);
  }
  return groups;
}

const touches = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end;

/** The keywords that are part of a match. @param hits of the match's rule, in order of position */
export function heldBy({ candidate: { encodings }, match }: Trail, hits: readonly KeywordHit[]): KeywordHit[] {
  const layer = encodings.join();
  const held: KeywordHit[] = [];
  for (let at = firstFrom(match.start, hits); at < hits.length && hits[at]!.start < match.end; at++) {
    const hit = hits[at]!;
    if (hit.end <= match.end && hit.encodings.join() === layer) held.push(hit);
  }
  return held;
}

/** The first of the hits that begins at a position or behind it: a file may be full of them. */
function firstFrom(position: number, hits: readonly KeywordHit[]): number {
  let low = 0;
  let high = hits.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (hits[middle]!.start < position) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Some decoders give the same text twice; the one of the two that gave way to the other is nothing to tell of. */
function withoutTwins(trails: readonly Trail[]): Trail[] {
  const gaveWay = ({ candidate, notes }: Trail): boolean => {
    const last = notes[notes.length - 1];
    return last?.check === 'overlap' && last.rule === candidate.rule;
  };
  const keyOf = ({ candidate: { rule, start, encodings } }: Trail): string => [rule, start, ...encodings].join(' ');
  const stood = new Set(trails.filter((trail) => !gaveWay(trail)).map(keyOf));
  return trails.filter((trail) => !gaveWay(trail) || !stood.has(keyOf(trail)));
}

/** Keywords of rules that the configuration switched off, by rule; in plain text only. */
export function offIn(span: Span, bytes: Buffer, { config, rules }: Settings): Map<string, Met> {
  const off: Rule[] = [...rules.values()].filter(({ id }) => config.rules[id] === 'off');
  const there = new Journal();
  // By `indexOf`, which takes keywords of any length: the user's may be short.
  if (off.length > 0)
    for (const [number, at] of new KeywordIndex(off).hitsByIndexOf(bytes)) there.looked(off[number]!, bytes, at);
  return metIn(span, there);
}
