import ignore from 'ignore';

/** Hardly a work tree has paths beyond these, but a hostile tree may, and long paths are what makes matching slow. */
const MAX_PATH = 1024;
const MAX_SEGMENT = 255;
const MAX_SEGMENTS = 100;

/** Git has no paths with these in them. */
const ODD: ReadonlySet<string> = new Set(['', '.', '..']);

/**
 * Tells which paths the patterns of an allow entry cover, with the meaning they have in a `.gitignore` at the
 * repository's root, upper and lower case distinct. Import this module only when there are patterns: it loads `ignore`.
 *
 * @returns a function of a path relative to the root, as UTF-8 text; odd and over-long paths are never covered
 */
export function pathMatcher(patterns: readonly string[]): (path: string) => boolean {
  const rules = ignore({ ignorecase: false }).add(patterns);
  return (path) => isOrdinary(path) && rules.ignores(path);
}

function isOrdinary(path: string): boolean {
  if (path.length > MAX_PATH || !ignore.isPathValid(path)) return false;
  const segments = path.split('/');
  return segments.length <= MAX_SEGMENTS && segments.every((part) => !ODD.has(part) && part.length <= MAX_SEGMENT);
}
