import type { Secret } from '../domain/secret.ts';

/** Shorter secrets are not searched for: their text turns up in ordinary words. Also the length of the index's keys. */
const SHORTEST = 6;

/** Nor are passwords that may be words: where `postgres` is one, every path of the project would be cut up. */
const WORD = /^[A-Za-z]{1,11}$/;

const MARK = '[secret]';

/** The texts to look for, by their first characters. `count` tells when the list has grown since. */
interface Index {
  readonly count: number;
  readonly byStart: ReadonlyMap<string, readonly string[]>;
}

const indexes = new WeakMap<readonly Secret[], Index>();

/**
 * Replaces the text of any of the secrets, as it stands or percent-encoded, with `[secret]`. Secrets that overlap become
 * one mark. The cost follows the text's length, not the number of secrets: the same array is indexed once.
 *
 * @param text latin1 text (one character for each byte) or Unicode text
 * @param secrets secrets of fewer than 6 characters, or of fewer than 12 letters and nothing else, are not searched for
 */
export function redactText(text: string, secrets: readonly Secret[]): string {
  const { byStart } = indexOf(secrets);
  if (byStart.size === 0 || text.length < SHORTEST) return text;
  let result = '';
  let copied = 0;
  for (let at = 0; at + SHORTEST <= text.length; at++) {
    let end = longestMatch(text, at, byStart);
    if (end === undefined) continue;
    result += text.slice(copied, at) + MARK;
    for (let next = at + 1; next < end; next++) end = Math.max(end, longestMatch(text, next, byStart) ?? 0);
    copied = end;
    at = end - 1;
  }
  return result + text.slice(copied);
}

function longestMatch(text: string, at: number, byStart: Index['byStart']): number | undefined {
  const needles = byStart.get(text.slice(at, at + SHORTEST));
  const found = needles?.find((needle) => text.startsWith(needle, at));
  return found === undefined ? undefined : at + found.length;
}

function indexOf(secrets: readonly Secret[]): Index {
  const known = indexes.get(secrets);
  if (known?.count === secrets.length) return known;
  const byStart = new Map<string, string[]>();
  for (const needle of new Set(secrets.flatMap(formsOf))) {
    const start = needle.slice(0, SHORTEST);
    const same = byStart.get(start);
    if (same) same.push(needle);
    else byStart.set(start, [needle]);
  }
  for (const needles of byStart.values()) needles.sort((a, b) => b.length - a.length);
  const index = { count: secrets.length, byStart };
  indexes.set(secrets, index);
  return index;
}

/** The secret as bytes, as the text those bytes spell, and as a URL would carry it. */
function formsOf(secret: Secret): string[] {
  const bytes = secret.reveal();
  if (bytes.length < SHORTEST || WORD.test(bytes)) return [];
  const spelled = Buffer.from(bytes, 'latin1').toString('utf8');
  return [bytes, spelled, bytes.replace(/[^\w.!~*'()-]/g, percentEncode)];
}

function percentEncode(byte: string): string {
  return `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
