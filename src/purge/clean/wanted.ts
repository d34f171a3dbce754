import { isUtf8 } from 'node:buffer';
import { UnleakError } from '../../domain/unleak-error.ts';
import type { Replacement, TargetText } from '../targets.ts';

/** One spelling of a target's text. */
export interface Wanted {
  readonly target: number;
  readonly bytes: Buffer;
  /** Undefined: as many asterisks. */
  readonly marker: Buffer | undefined;
  /** An asterisk. */
  readonly star: Buffer;
  readonly encodings: readonly string[];
}

/** Shorter lines of a text of several lines would stand elsewhere by accident. In characters. */
const SHORTEST_LINE = 20;

/** What a line of key material is made of (RFC 7468: base64), or of hexadecimal digits. */
const KEY_LINE = /^[0-9A-Za-z+/=_-]+$/;

/** PEM's first and last line (RFC 7468), and the line with which every OpenSSH key without a passphrase begins. */
const PUBLIC_LINE = /^-----|^b3BlbnNzaC1rZXktdjEA/;

/** Line ends as they are, and as they stand in JSON or in quotes. */
const LINE_END = /\r?\n|\\r\\n|\\n/;

/**
 * All spellings of the texts, the longest first: what is longer goes before what is a part of it.
 * @throws UnleakError `usage` for a text that nothing could take the place of
 */
export function wantedOf(texts: readonly TargetText[]): Wanted[] {
  const wanted = texts.flatMap((text, target) => {
    const secret = text.secret.reveal();
    if (/^\**$/.test(secret)) throw meaningless(text.name);
    const marker = markerOf(text.replacement);
    const plain = spellings(secret).map((spelling): Wanted => {
      return { target, bytes: Buffer.from(spelling, 'latin1'), marker, star: Buffer.of(STAR), encodings: [] };
    });
    return [...plain, ...plain.flatMap(wideSpellings)];
  });
  return wanted.sort((a, b) => b.bytes.length - a.bytes.length || a.target - b.target);
}

/** The bytes that are put in place of a text; undefined: as many `*`. */
export function markerOf(replacement: Replacement): Buffer | undefined {
  return replacement.kind === 'marker' ? Buffer.from(replacement.text.reveal(), 'latin1') : undefined;
}

/** A text, with other line ends if it has several lines, and those of its lines that are key material. */
function spellings(text: string): string[] {
  const lines = text.split(LINE_END);
  if (lines.length === 1) return [text];
  const ends = ['\n', '\r\n', '\\n', '\\r\\n'];
  return [
    ...new Set([text, ...ends.map((end) => lines.join(end)), ...lines.map((line) => line.trim()).filter(isTelling)]),
  ];
}

/** A text that is not all ASCII, in UTF-16: what is ASCII is found there by its characters, whatever the order of the bytes. */
function wideSpellings({ bytes, marker, ...rest }: Wanted): Wanted[] {
  if (bytes.every((byte) => byte < 0x80) || !isUtf8(bytes)) return [];
  return [inUtf16, (text: Buffer) => inUtf16(text).swap16()].map((encode) => ({
    ...rest,
    bytes: encode(bytes),
    marker: marker && encode(marker),
    star: encode(Buffer.of(STAR)),
    encodings: ['utf-16'],
  }));
}

const inUtf16 = (utf8: Buffer): Buffer => Buffer.from(utf8.toString('utf8'), 'utf16le');

function isTelling(line: string): boolean {
  return line.length >= SHORTEST_LINE && KEY_LINE.test(line) && !PUBLIC_LINE.test(line);
}

function meaningless(name: string): UnleakError {
  const message = `The text to be removed (${name}) is empty or made of asterisks only, so that nothing could be put in its place`;
  return new UnleakError('usage', message, 'Leave it out of the list of texts.');
}

/** What stands where a marker is not possible, in any encoding. */
export const STAR = 0x2a;
