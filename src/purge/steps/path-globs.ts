import micromatch from 'micromatch';
import type { PathBytes } from '../../domain/blob.ts';

/**
 * Whether a path goes by one of some globs. Paths are bytes as latin1 text, so globs are made bytes, too. A plus sign is text;
 * micromatch would make some a quantifier.
 */
export function goesByPath(globs: readonly string[]): (path: PathBytes) => boolean {
  const patterns = globs.map((glob) => {
    const bytes = Buffer.from(glob.replace(/^\.?\/+/, '').replace(/\/+$/, '')).toString('latin1');
    return micromatch.makeRe(bytes.replaceAll('+', '\\+'), { dot: true, noextglob: true, nonegate: true });
  });
  return (path) => patterns.some((pattern) => pattern.test(path));
}

/** Whether a path goes by itself, or with a folder above it: a folder goes with all that is in it. */
export function goesWithFolder(goes: (path: PathBytes) => boolean, path: PathBytes): boolean {
  for (let end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1))
    if (goes(path.slice(0, end))) return true;
  return goes(path);
}
