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
 * Replaces the text of any of the secrets, as it stands or encoded, with `[secret]`. Secrets that overlap become
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

/** The secret as bytes, as the text those bytes spell, as a URL would carry it, in hexadecimal digits and in base64. */
function formsOf(secret: Secret): string[] {
  const text = secret.reveal();
  if (text.length < SHORTEST || WORD.test(text)) return [];
  const bytes = Buffer.from(text, 'latin1');
  const hex = bytes.toString('hex');
  const plain = [text, bytes.toString('utf8'), text.replace(/[^\w.!~*'()-]/g, percentEncode)];
  return [...plain, hex, hex.toUpperCase(), ...[0, 1, 2].flatMap((skip) => inBase64(bytes, skip))];
}

/** What base64 has of the bytes, in either alphabet, when `skip` others of its group of three stand before them. */
function inBase64(bytes: Buffer, skip: number): string[] {
  const begun = Buffer.concat([Buffer.alloc(skip), bytes]);
  const [from, to] = [Math.ceil((skip * 4) / 3), Math.floor((begun.length * 4) / 3)];
  return (['base64', 'base64url'] as const).map((alphabet) => begun.toString(alphabet).slice(from, to));
}

function percentEncode(byte: string): string {
  return `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
