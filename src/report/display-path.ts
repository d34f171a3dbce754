import type { PathBytes } from '../domain/blob.ts';
import type { Secret } from '../domain/secret.ts';
import { fromBytes, toBytes } from './path-text.ts';
import { redactText } from './redact.ts';

/**
 * Bytes cut into characters: the first `#` of a `##[` (GitHub's runner reads `##[command]` anywhere in a line), one valid
 * UTF-8 sequence, or one byte that belongs to none.
 * @see https://github.com/actions/runner/issues/4692
 */
const CHARACTER =
  /#(?=#\[)|[\x00-\x7f]|[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|[\x80-\xff]/g;

/** Controls, bidi and zero-width characters, odd spaces, and whatever has no agreed look. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\ufffd]|(?! )\p{Zs}/u;

/** Most names, which need no second look. */
const PLAIN = /^[ -~]*$/;

/** The escapes that git writes with a letter; all others are three octal digits for each byte. */
const LETTERS: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '"': '\\"',
  '\\': '\\\\',
};

/**
 * A path for a screen or a log: secrets redacted; with control characters, bytes that are not UTF-8, quotes, backslashes,
 * bidi and zero-width characters C-quoted as git does (`"a\nb\377"`). The result can't steer a terminal or a CI runner.
 */
export function displayPath(path: PathBytes, secrets: readonly Secret[]): string {
  const kept = redactText(path, secrets);
  const escaped = escapeBytes(kept, /["\\]/);
  const asIs = escaped === fromBytes(kept) && !/^ | $|^$/.test(kept);
  return asIs ? escaped : `"${escaped}"`;
}

/** A reason, or what was skipped, for a screen or a log: redacted and escaped like a path, with no quotes around it. */
export function displayText(text: string, secrets: readonly Secret[]): string {
  return escapeBytes(toBytes(redactText(text, secrets)));
}

/**
 * The path as a POSIX shell and git's pathspecs take it literally; undefined where it can't be typed as it is shown,
 * or where a part of it was redacted.
 */
export function shellPath(path: PathBytes, secrets: readonly Secret[]): string | undefined {
  const text = fromBytes(path);
  if (redactText(path, secrets) !== path || escapeBytes(path) !== text) return undefined;
  const literal = /^:|[*?[\\]/.test(text) ? `:(literal)${text}` : text;
  return /^[\w./@+=,-]+$/.test(literal) ? literal : `'${literal.replaceAll("'", "'\\''")}'`;
}

/** The middle cut out of a text that is longer than `limit` characters. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const half = Math.floor((limit - 1) / 2);
  return `${text.slice(0, half).replace(/[\ud800-\udbff]$/, '')}…${text.slice(-half).replace(/^[\udc00-\udfff]/, '')}`;
}

function escapeBytes(bytes: PathBytes, alsoUnsafe?: RegExp): string {
  if (PLAIN.test(bytes) && !bytes.includes('##[') && !alsoUnsafe?.test(bytes)) return bytes;
  return bytes.replace(CHARACTER, (character, offset: number) => {
    const text = fromBytes(character);
    const startsCommand = character === '#' && bytes.startsWith('##[', offset);
    if (!startsCommand && !UNSAFE.test(text) && !alsoUnsafe?.test(text)) return text;
    return LETTERS[character] ?? [...character].map(octal).join('');
  });
}

function octal(byte: string): string {
  return `\\${byte.charCodeAt(0).toString(8).padStart(3, '0')}`;
}
