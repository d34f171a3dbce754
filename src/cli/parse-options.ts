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
    const reason = (error as Error).message.split('. ')[0]!;
    throw usage(`${withoutStranger(reason, args)}.`);
  }
}

/** What somebody may have mistyped. Anything else may be a secret: they have digits and capital letters, or are long. */
const WORD = /^-{0,2}[a-z]+(?:-[a-z]+)*$/;
const LONGEST_WORD = 24;

/** Whether an argument that means nothing here may be repeated in an error: secrets are typed in the wrong place, too. */
export const isWord = (arg: string): boolean => arg.length <= LONGEST_WORD && WORD.test(arg);

/** What `parseArgs` says of an option that there is not, without its name where that may be a secret. */
function withoutStranger(reason: string, args: readonly string[]): string {
  const name = /^Unknown option '(.*)'$/s.exec(reason)?.[1];
  if (name === undefined || isWord(name) || name.length <= 2) return reason;
  const position = args.findIndex((arg) => arg === name || arg.startsWith(`${name}=`)) + 1;
  return `Argument ${position} is an option that there is not (it is not repeated here: it may be a secret)`;
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
