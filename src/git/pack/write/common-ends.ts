/** Compared at once: one call of native code takes as long as some hundred bytes. */
const STEPS = [2048, 256, 32];

/**
 * How many bytes two texts have in common from a place in each.
 * @param most that may be counted; both have so many
 */
export function commonFrom(a: Buffer, i: number, b: Buffer, j: number, most: number): number {
  let at = 0;
  for (const step of STEPS)
    while (at + step <= most && a.compare(b, j + at, j + at + step, i + at, i + at + step) === 0) at += step;
  while (at < most && a[i + at] === b[j + at]) at++;
  return at;
}

/** How many bytes two texts have in common at their beginnings. @param most that may be counted */
export const commonPrefix = (a: Buffer, b: Buffer, most: number): number => commonFrom(a, 0, b, 0, most);

/** The same at their ends. */
export function commonSuffix(a: Buffer, b: Buffer, most: number): number {
  const [i, j] = [a.length, b.length];
  let at = 0;
  for (const step of STEPS)
    while (at + step <= most && a.compare(b, j - at - step, j - at, i - at - step, i - at) === 0) at += step;
  while (at < most && a[i - at - 1] === b[j - at - 1]) at++;
  return at;
}
