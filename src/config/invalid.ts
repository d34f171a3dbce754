import { UnleakError } from '../domain/unleak-error.ts';
import { nearestWord } from './nearest-word.ts';

const HINT = 'Correct the configuration; docs/configuration.md describes every key.';

/**
 * The error for a configuration that says something wrong. A configuration may hold a secret by mistake, so neither
 * text may quote a value of the file.
 *
 * @param at `file:line:column`
 */
export function invalid(at: string, message: string, hint = HINT): UnleakError {
  return new UnleakError('config-invalid', `${at}: ${message}`, hint);
}

/**
 * The error for a word that is none of the known ones. The word itself is quoted only when it is close to a known one:
 * anything else might be a secret in the wrong place.
 */
export function unknownWord(at: string, what: string, word: string, known: Iterable<string>): UnleakError {
  const nearest = nearestWord(word, known);
  if (nearest === undefined) return invalid(at, `there is no such ${what}`);
  return invalid(at, `there is no ${what} '${printable(word)}'`, `Did you mean '${nearest}'?`);
}

/** A slip of the pen may still hold control characters, which must not reach a terminal. */
function printable(word: string): string {
  return word.replace(/[^\x20-\x7e]/g, '?');
}
