import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UnleakError } from '../domain/unleak-error.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

/**
 * Parses a command's arguments.
 * @throws UnleakError `usage` for an option that it does not have, or one without its value
 */
export function parseOptions<T extends Options>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    const reason = (error as Error).message.split('. ')[0];
    throw usage(`${reason}.`);
  }
}

/** An error in how the command was called. */
export const usage = (message: string): UnleakError => new UnleakError('usage', message, 'See unleak --help.');

/**
 * Reads a time in seconds.
 * @returns milliseconds
 * @throws UnleakError `usage` unless it is a positive number
 */
export function parseSeconds(text: string, option: string): number {
  const seconds = Number(text);
  if (!/^\d*\.?\d+$/.test(text) || !(seconds > 0)) throw usage(`${option} takes a number of seconds above 0.`);
  return seconds * 1000;
}

/**
 * Checks that an option has one of its values.
 * @throws UnleakError `usage` otherwise
 */
export function oneOf<T extends string>(value: string, values: readonly T[], option: string): T {
  const known = values.find((candidate) => candidate === value);
  if (known === undefined) throw usage(`${option} takes ${values.join(' or ')}.`);
  return known;
}
