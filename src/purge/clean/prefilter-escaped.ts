import { isUtf8 } from 'node:buffer';
import type { ExtraLiteral } from '../../detect/engine/tables-extras.ts';
import { numbered } from './escape-style.ts';
import { commonness, rarest, type Span } from './prefilter-pieces.ts';

/** Characters that an encoder escapes only when it escapes all. */
const IS_PLAIN = /[0-9A-Za-z]/;

/** JSON's and most languages' short escapes. */
const SHORT: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
  '"': '\\"',
  "'": "\\'",
  '\\': '\\\\',
  '/': '\\/',
};

/** Longer stretches are rarer, but are taken only where they hold no special character: each makes several literals. */
const LENGTHS = [7, 6, 5, 4];
const LEAST = 4;

const WINDOWS = 2;

/** With so many different special characters there are some dozens of spellings, which are worth a longer, rarer stretch. */
const FEW = 2;

/** What a special character makes a stretch worse by, on the scale of \`commonness\`: it has five spellings. */
const SPECIAL = Math.log(5);

/** One too many counts for more than any rareness. */
const TOO_MANY = 1000;

/** A literal of all characters escaped is long enough with so many of them. */
const FULL = 3;

/** Two escaped characters; a text's beginning is as rare as any other part of it. */
const JSON_PIECE = 12;

/** A text with all of its characters escaped, or with some of the special ones escaped: which, differs between encoders. */
export function escapedPieces(bytes: Buffer): ExtraLiteral[] {
  const text = bytes.toString('latin1');
  const full = ['%', '\\u', '\\x'].map((prefix) =>
    Array.from(text.slice(0, FULL), (character) => numbered(prefix, character)).join(''),
  );
  if (bytes.some((byte) => byte >= 0x80) && isUtf8(bytes)) full.push(jsonOf(bytes));
  const literals = full.map((one) => ({ text: one, caseless: true }));
  if (Array.from(text).every((character) => IS_PLAIN.test(character))) return literals;
  return [...literals, ...windowsOf(bytes).flatMap(([start, end]) => variants(text.slice(start, end)))];
}

/** The beginning of a text as JSON in ASCII has it. */
function jsonOf(bytes: Buffer): string {
  const json = JSON.stringify(bytes.toString('utf8')).slice(1, -1);
  const ascii = json.replace(/[^\x00-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return ascii.slice(0, JSON_PIECE);
}

/** Stretches with few special characters: long, rare, and apart. */
function windowsOf(bytes: Buffer): Span[] {
  let spans = LENGTHS.flatMap((length) => spansOf(bytes, Math.min(length, bytes.length)));
  const chosen: Span[] = [];
  while (spans.length > 0 && chosen.length < WINDOWS) {
    const best = rarest(spans, (span) => costOf(bytes.toString('latin1', ...span)) + commonness(bytes, span));
    chosen.push(best);
    spans = spans.filter(([start, end]) => end <= best[0] || start >= best[1]);
  }
  return chosen;
}

function spansOf(bytes: Buffer, length: number): Span[] {
  const spans = Array.from({ length: bytes.length - length + 1 }, (_, start): Span => [start, start + length]);
  return length <= LEAST ? spans : spans.filter((span) => specials(bytes.toString('latin1', ...span)).length <= FEW);
}

function costOf(text: string): number {
  const { length } = specials(text);
  return length > FEW ? TOO_MANY * length : SPECIAL * length;
}

const specials = (text: string): string[] => [...new Set(text)].filter((character) => !IS_PLAIN.test(character));

/** A text with any of its special characters escaped, in one style. */
function variants(text: string): ExtraLiteral[] {
  const percent = combinations(text, (character) => [character, numbered('%', character)]);
  const backslash = combinations(text, (character) => [
    character,
    numbered('\\u', character),
    numbered('\\x', character),
    ...(SHORT[character] ? [SHORT[character]] : []),
  ]);
  return [...new Set([...percent, ...backslash])].map((one) => ({ text: one, caseless: one !== text }));
}

function combinations(text: string, spellings: (character: string) => readonly string[]): string[] {
  const known = specials(text);
  const chosen = new Map(known.map((character) => [character, spellings(character)]));
  // The same character is escaped everywhere or nowhere: one spelling of each is tried with each of the others.
  const tables = known.reduce<ReadonlyMap<string, string>[]>(
    (all, character) =>
      all.flatMap((table) => chosen.get(character)!.map((spelling) => new Map([...table, [character, spelling]]))),
    [new Map()],
  );
  return tables.map((table) => Array.from(text, (character) => table.get(character) ?? character).join(''));
}
