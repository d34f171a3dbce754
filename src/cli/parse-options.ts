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

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/**
 * Reads an amount of memory: `300m`, `1g`.
 * @returns bytes
 * @throws UnleakError `usage` unless it is a positive whole number, with or without a unit
 */
export function parseBytes(text: string, option: string): number {
  const [, number, unit] = /^(\d{1,12})([kmg]?)$/i.exec(text) ?? [];
  const bytes = Number(number) * (UNITS[(unit ?? '').toLowerCase()] ?? 1);
  if (!(bytes > 0)) throw usage(`${option} takes an amount of memory, such as 300m or 1g.`);
  return bytes;
}

/**
 * Reads a number of things.
 * @throws UnleakError `usage` unless it is a whole number from 1 to `most`
 */
export function parseCount(text: string, most: number, option: string): number {
  const number = Number(text);
  if (!/^\d{1,6}$/.test(text) || number < 1 || number > most)
    throw usage(`${option} takes a number from 1 to ${most}.`);
  return number;
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
