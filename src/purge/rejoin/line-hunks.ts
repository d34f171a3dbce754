/** Lines that differ: `from..to` of the one text stand where `start..end` of the other stand. */
export interface Hunk {
  readonly from: number;
  readonly to: number;
  readonly start: number;
  readonly end: number;
}

/** Texts that differ in more lines are taken as different from the first such line to the last. */
const MOST_EDITS = 1500;

/** The lines of bytes as latin1, line ends included. */
export const linesOf = (bytes: Buffer): string[] => bytes.toString('latin1').match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** Where two texts differ, with as few edits as possible: Myers, "An O(ND) difference algorithm" (1986). */
export function lineHunks(a: readonly string[], b: readonly string[]): Hunk[] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  const most = Math.min(a.length, b.length) - head;
  while (tail < most && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const [left, right] = [a.slice(head, a.length - tail), b.slice(head, b.length - tail)];
  if (left.length + right.length === 0) return [];
  const pairs = commonLines(left, right);
  const whole = { from: head, to: head + left.length, start: head, end: head + right.length };
  return pairs === undefined ? [whole] : hunksBetween(pairs, whole);
}

/** What lies between lines that both have. */
function hunksBetween(pairs: readonly [number, number][], { from, to, start, end }: Hunk): Hunk[] {
  const hunks: Hunk[] = [];
  let [x, y] = [from, start];
  for (const [i, j] of [...pairs.map(([i, j]): [number, number] => [from + i, start + j]), [to, end] as const]) {
    if (i > x || j > y) hunks.push({ from: x, to: i, start: y, end: j });
    [x, y] = [i + 1, j + 1];
  }
  return hunks;
}

/** Positions of common lines, in order; undefined: there are too many edits. */
function commonLines(a: readonly string[], b: readonly string[]): [number, number][] | undefined {
  const trace: Int32Array[] = [];
  const most = Math.min(a.length + b.length, MOST_EDITS);
  // By diagonal, how far along `a` that many edits lead.
  const far = new Int32Array(2 * most + 3);
  for (let edits = 0; edits <= most; edits++) {
    trace.push(far.slice());
    for (let k = -edits; k <= edits; k += 2) {
      const at = k + most + 1;
      let x = k === -edits || (k !== edits && far[at - 1]! < far[at + 1]!) ? far[at + 1]! : far[at - 1]! + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      far[at] = x;
      if (x >= a.length && x - k >= b.length) return wayBack(trace, most, a.length, b.length);
    }
  }
  return undefined;
}

function wayBack(trace: readonly Int32Array[], most: number, x: number, y: number): [number, number][] {
  const pairs: [number, number][] = [];
  for (let edits = trace.length - 1; edits >= 0; edits--) {
    const far = trace[edits]!;
    const k = x - y;
    const at = k + most + 1;
    const down = k === -edits || (k !== edits && far[at - 1]! < far[at + 1]!);
    const before = down ? k + 1 : k - 1;
    const fromX = edits === 0 ? 0 : far[before + most + 1]!;
    const fromY = edits === 0 ? 0 : fromX - before;
    while (x > fromX && y > fromY) pairs.push([--x, --y]);
    [x, y] = [fromX, fromY];
  }
  return pairs.reverse();
}
