import micromatch from 'micromatch';
import { UnleakError } from '../../domain/unleak-error.ts';
import type { UserRule } from './user-rule.ts';

/**
 * A path that is longer than those of ordinary work trees is always in scope. Were it left out, a long name would hide a
 * secret; were it matched, it could take the globs' backtracking expressions very long.
 */
const OVER_LONG = '[^/]{256}|^[\\s\\S]{1025}|^(?:[^/]*/){100}';

/**
 * One regex source that matches the paths that any of the globs covers. The configuration limits what is in a glob, so
 * that the source needs bounded time on any path.
 *
 * @throws UnleakError `config-invalid`
 */
export function pathScope(globs: readonly string[], rule: Pick<UserRule, 'id' | 'at'>): string {
  return [OVER_LONG, ...globs.map((glob) => toSource(glob, rule))].join('|');
}

function toSource(glob: string, rule: Pick<UserRule, 'id' | 'at'>): string {
  const regex = compile(glob);
  if (regex) return `(?:${regex.source})`;
  const at = rule.at === undefined ? '' : `${rule.at}: `;
  throw new UnleakError(
    'config-invalid',
    `${at}a path of the rule ${rule.id} is not a glob`,
    'Write globs such as src/** or *.env.',
  );
}

/** Paths are bytes as latin1 text, so globs are too. A plus sign is text; micromatch would make some a quantifier. */
function compile(glob: string): RegExp | false {
  const bytes = Buffer.from(glob).toString('latin1');
  try {
    return micromatch.makeRe(bytes.replaceAll('+', '\\+'), { dot: true, noextglob: true, nonegate: true });
  } catch {
    return false;
  }
}
