import micromatch from 'micromatch';

/** One regex source that matches a path when one of the globs does. */
export function compileGlobs(globs: readonly string[]): string {
  const sources = globs.map((glob) => {
    const regex = micromatch.makeRe(glob, { dot: true });
    if (!regex) throw new SyntaxError(`${glob} is not a glob`);
    return regex.source;
  });
  return sources.length === 1 ? sources[0]! : sources.map((source) => `(?:${source})`).join('|');
}
