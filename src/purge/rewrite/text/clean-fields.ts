import type { TextCleaner } from '../request.ts';
import { type Field, fold, type Parts, unfold } from './fields.ts';

/** Fields that name a person: "Name <e-mail> seconds zone". */
const PERSONS = new Set(['author', 'committer', 'tagger']);
/** Fields of ids and kinds, and signatures, which go as a whole. */
const LEFT = new Set(['tree', 'parent', 'object', 'type', 'mergetag', 'gpgsig', 'gpgsig-sha256']);

const LINE_END = 0x0a;

/** Takes texts out of bytes as latin1. */
function cleanText(cleaner: TextCleaner, text: string): string {
  const cleaned = cleaner.clean(Buffer.from(text, 'latin1'), 'message');
  return cleaned ? cleaned.bytes.toString('latin1') : text;
}

/** Takes texts out of the fields and the message of a commit or tag; its signatures and mergetags are others' business. */
export function cleanParts(cleaner: TextCleaner, { fields, rest }: Parts): Parts {
  return {
    fields: fields.map((field) => (LEFT.has(field.name) ? field : cleanField(cleaner, field))),
    rest: cleanMessage(cleaner, rest),
  };
}

/** The empty line that ends the header stays, whatever an expression makes of line ends. */
function cleanMessage(cleaner: TextCleaner, rest: Buffer): Buffer {
  const start = rest[0] === LINE_END ? 1 : 0;
  const cleaned = cleaner.clean(rest.subarray(start), 'message');
  return cleaned ? Buffer.concat([rest.subarray(0, start), cleaned.bytes]) : rest;
}

function cleanField(cleaner: TextCleaner, field: Field): Field {
  const lines = unfold(field);
  const cleaned = PERSONS.has(field.name) ? cleanPerson(cleaner, lines) : cleanLines(cleaner, lines);
  return cleaned === lines ? field : fold(field.name, cleaned);
}

/** What is left is never empty, nor ends with an empty line: either would end the header. */
function cleanLines(cleaner: TextCleaner, lines: string): string {
  const isEnded = lines.endsWith('\n');
  const cleaned = cleanText(cleaner, isEnded ? lines.slice(0, -1) : lines).replace(/^\n+|\n+$/g, '') || 'x';
  return isEnded ? `${cleaned}\n` : cleaned;
}

/** Name and e-mail address each for itself; what stands behind them is no text. */
function cleanPerson(cleaner: TextCleaner, line: string): string {
  const parts = /^([a-z]+ )([^<]*)<(.*)>([^>]*)$/s.exec(line);
  if (!parts) return cleanLines(cleaner, line);
  const [, field, name, email, rest] = parts as unknown as [string, string, string, string, string];
  return `${field}${cleanWord(cleaner, name)}<${cleanWord(cleaner, email)}>${rest}`;
}

/** A replacement must not bring what ends a name or an address. */
function cleanWord(cleaner: TextCleaner, word: string): string {
  const cleaned = cleanText(cleaner, word);
  return cleaned === word ? word : cleaned.replace(/[<>\n\0]/g, '');
}
