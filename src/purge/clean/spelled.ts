import type { Alphabet } from './alphabet.ts';
import type { Edit } from './edit.ts';
import type { Layer, Pass } from './layer.ts';
import { RunCleaner } from './run-cleaner.ts';
import { type WrappedRun, wrappedRuns } from './wrapped-run.ts';

/** Between two runs: what is decoded from one must not reach into the next. In groups. */
const GAP = 4;

/** A few characters of `before` may belong to something else: each of a group's characters is tried as the first. */
export const spelled =
  (alphabet: Alphabet): Pass =>
  (bytes, layer) => {
    const below = layer.below(true);
    if (!below || below.search.shortest === Number.POSITIVE_INFINITY) return [];
    const shortest = Math.ceil((below.search.shortest * alphabet.characters) / alphabet.bytes);
    const runs = wrappedRuns(bytes, alphabet.isMember, shortest);
    return runs.length === 0 ? [] : editsOfRuns(bytes, layer, alphabet, runs, below);
  };

function editsOfRuns(
  bytes: Buffer,
  layer: Layer,
  alphabet: Alphabet,
  runs: readonly WrappedRun[],
  below: Layer,
): Edit[] {
  const { text, starts } = laidSideBySide(bytes, alphabet, runs);
  const cleaners = new Map<number, RunCleaner>();
  for (let phase = 0; phase < alphabet.characters; phase++) {
    const decoded = alphabet.decode(phase === 0 ? text : text.slice(phase));
    for (const { replaced } of below.edits(decoded)) {
      for (const { start } of replaced) {
        const number = lastAtMost(starts, phase + Math.floor((start * alphabet.characters) / alphabet.bytes));
        if (!cleaners.has(number)) cleaners.set(number, new RunCleaner(bytes, layer, alphabet, runs[number]!));
        cleaners.get(number)!.mark(phase);
      }
    }
  }
  return [...cleaners.keys()].sort((a, b) => a - b).flatMap((number) => cleaners.get(number)!.edits());
}

/** All runs in one text, so that they are decoded and looked through in one go; each begins a group. */
function laidSideBySide(bytes: Buffer, { characters, zero }: Alphabet, runs: readonly WrappedRun[]) {
  const room = runs.reduce((sum, { length }) => sum + length + (GAP + 1) * characters, 0);
  const text = Buffer.alloc(room, zero, 'latin1');
  let at = 0;
  const starts = runs.map((run) => {
    const start = at;
    for (const piece of run.pieces) at += bytes.copy(text, at, piece.start, piece.end);
    at = Math.ceil(at / characters + GAP) * characters;
    return start;
  });
  return { text: text.toString('latin1'), starts };
}

function lastAtMost(list: readonly number[], value: number): number {
  let low = 0;
  let high = list.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (list[middle]! <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
