import { type Hunk, lineHunks, linesOf } from './line-hunks.ts';

/** A text that a purge took out, and what it put in its place; bytes as latin1. Never to be printed. */
export interface Learned {
  readonly text: string;
  readonly marker: string;
}

/** Shorter texts stand elsewhere by accident. In bytes. */
const SHORTEST = 6;

const WORD = /\w/;

/**
 * Learns what a purge took out of a text from how that text looks before and after. Whoever rejoins has no list of secrets, and needs none.
 * @returns candidates: whether they explain the change is for the caller to try
 */
export function learnTexts(old: Buffer, now: Buffer): Learned[] {
  if (old.includes(0) || now.includes(0)) return [];
  const [before, after] = [linesOf(old), linesOf(now)];
  return lineHunks(before, after).flatMap((hunk) => learnFrom(hunk, before, after));
}

/** Line by line where there are as many, else from all of them together: a text may have had several lines. */
function learnFrom({ from, to, start, end }: Hunk, before: readonly string[], after: readonly string[]): Learned[] {
  const [a, b] = [before.slice(from, to), after.slice(start, end)];
  const pairs =
    a.length === b.length ? a.map((line, i) => [line, b[i]!] as const) : [[a.join(''), b.join('')] as const];
  return pairs.flatMap(([line, changed]) => inWords(line, changed) ?? whole(line, changed));
}

/** Word by word, so that two texts in one line are two; undefined where that tells nothing of use. */
function inWords(a: string, b: string): Learned[] | undefined {
  const [from, to] = [words(a), words(b)];
  const hunks = lineHunks(from, to);
  const learned = hunks.map((hunk) => ({
    text: from.slice(hunk.from, hunk.to).join(''),
    marker: to.slice(hunk.start, hunk.end).join(''),
  }));
  const explains = learned.reduce((text, each) => text.replaceAll(each.text || '\0', () => each.marker), a) === b;
  return explains && learned.every(isOfUse) ? unique(learned) : undefined;
}

const words = (text: string): string[] => text.match(/\w+|[^\w]/g) ?? [];

/** What is left without what both begin and end with; no word is cut in two. */
function whole(a: string, b: string): Learned[] {
  const most = Math.min(a.length, b.length);
  let head = 0;
  while (head < most && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < most - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  while (head > 0 && WORD.test(a[head - 1]!) && WORD.test(a[head] ?? '')) head--;
  while (tail > 0 && WORD.test(a[a.length - tail]!) && WORD.test(a[a.length - tail - 1] ?? '')) tail--;
  const learned = { text: a.slice(head, a.length - tail), marker: b.slice(head, b.length - tail) };
  return isOfUse(learned) ? [learned] : [];
}

const isOfUse = ({ text, marker }: Learned): boolean =>
  text.length >= SHORTEST && !/^\**$/.test(text) && !marker.includes(text);

const unique = (all: readonly Learned[]): Learned[] => [...new Map(all.map((each) => [each.text, each])).values()];
