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
 */
export function nextRun(input: Uint8Array, isMember: Uint8Array, shortest: number, from: number): Run | undefined {
  let start = from;
  while (start + shortest <= input.length) {
    let probe = start + shortest - 1;
    while (probe >= start && isMember[input[probe]!] !== 0) probe--;
    if (probe < start) return { start, end: endOfRun(input, isMember, start + shortest) };
    start = probe + 1;
  }
  return undefined;
}

/** Where the run that holds `from` ends. */
export function endOfRun(input: Uint8Array, isMember: Uint8Array, from: number): number {
  let end = from;
  while (end < input.length && isMember[input[end]!] !== 0) end++;
  return end;
}
