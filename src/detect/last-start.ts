/** Which of some parts a position lies in. @param starts where each begins, ascending @returns its index; 0 before the first */
export function lastStart(starts: readonly number[], position: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= position) low = middle;
    else high = middle - 1;
  }
  return low;
}
