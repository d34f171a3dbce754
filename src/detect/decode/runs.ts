/** A stretch of the input; `end` is exclusive. */
export interface Run {
  readonly start: number;
  readonly end: number;
}

/**
 * The next run of at least `shortest` bytes of a class. Looks at one byte in `shortest` first: where that is of another
 * class, no long enough run can cover it, and all before it is passed over.
 * @param isMember by byte: not 0 for members of the class
 * @param from where to begin; a run that began before counts from here
 * @param to where to stop; a run that goes on there does not count
 */
export function nextRun(
  input: Uint8Array,
  isMember: Uint8Array,
  shortest: number,
  from: number,
  to: number,
): Run | undefined {
  let start = from;
  while (start + shortest <= to) {
    let probe = start + shortest - 1;
    while (probe >= start && isMember[input[probe]!] !== 0) probe--;
    if (probe < start) return { start, end: endOfRun(input, isMember, start + shortest) };
    start = probe + 1;
  }
  return undefined;
}

/** All runs of at least `shortest` bytes of a class, in order. */
export function allRuns(input: Uint8Array, isMember: Uint8Array, shortest: number): Run[] {
  const runs: Run[] = [];
  let run = nextRun(input, isMember, shortest, 0, input.length);
  for (; run !== undefined; run = nextRun(input, isMember, shortest, run.end, input.length)) runs.push(run);
  return runs;
}

/** Where the run that holds `from` ends. */
export function endOfRun(input: Uint8Array, isMember: Uint8Array, from: number): number {
  let end = from;
  while (end < input.length && isMember[input[end]!] !== 0) end++;
  return end;
}
