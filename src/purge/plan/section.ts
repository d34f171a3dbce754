import { displayText, shorten } from '../../report/display-path.ts';

/** A titled list of a plan or receipt. */
export interface Section {
  readonly title: string;
  readonly lines: readonly string[];
}

const LONGEST_LINE = 400;

/** A text for a screen: it can't steer the terminal. */
export const safe = (text: string): string => displayText(text, []);

/** A name from outside, for a screen: no endless one either. */
export const shown = (name: string): string => shorten(safe(name), LONGEST_LINE);

/** The first few lines, and how many more there are. @param all how many there are, where the list was cut before */
export function firstFew(lines: readonly string[], most: number, all = lines.length): string[] {
  const more = all - Math.min(most, lines.length);
  return [...lines.slice(0, most), ...(more > 0 ? [`… and ${more.toLocaleString('en')} more`] : [])];
}

/** `1 commit`, `196,000 commits`. */
export const amount = (number: number, one: string, many = `${one}s`): string =>
  `${number.toLocaleString('en')} ${number === 1 ? one : many}`;

/** `40 s`, `3 min`. */
export const duration = (milliseconds: number): string => {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1).replace(/\.0$/, '')} s`;
  return seconds < 120 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
};
