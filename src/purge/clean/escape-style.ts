/** One character of escaped text: how many bytes it takes there, and what it stands for. */
export interface Unit {
  readonly length: number;
  readonly bytes: Buffer;
}

/** A way to write single characters with others. */
export interface EscapeStyle {
  readonly encoding: string;
  /** The byte that begins an escaped character. */
  readonly mark: number;
  /** The escaped character at a place where the mark stands; undefined where it is none. */
  read(bytes: Buffer, at: number): Unit | undefined;
  /** The form in which letters and digits are escaped, too: what stands before the digits. '' for an escape without digits. */
  prefix(bytes: Buffer, at: number): string;
  /** Bytes of text in which only what must be is escaped. */
  write(bytes: Buffer): Buffer;
}

const SHORT: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  '"': '"',
  "'": "'",
  '\\': '\\',
  '/': '/',
};

const SHORT_UNITS = new Map(
  Object.entries(SHORT).map(([letter, meaning]) => [letter.charCodeAt(0), { length: 2, bytes: Buffer.from(meaning) }]),
);
const BYTE_UNITS = [0, 3, 4].map((length) =>
  Array.from({ length: 256 }, (_, byte) => ({ length, bytes: Buffer.of(byte) })),
);

/** `%41` (RFC 3986). */
export const PERCENT: EscapeStyle = {
  encoding: 'percent',
  mark: 0x25,
  read(bytes, at) {
    const byte = digits(bytes, at + 1, 2);
    return byte < 0 ? undefined : BYTE_UNITS[1]![byte]!;
  },
  prefix: () => '%',
  // Asterisks need not be escaped in any part of an address but are by some: the marker stays readable.
  write: (bytes) => mapped(bytes, /[^0-9A-Za-z._~*-]/g, (character) => numbered('%', character)),
};

/** `\u0041`, `\n`, `\/` (JSON, RFC 8259, section 7), `\x41` (most programming languages). */
export const BACKSLASH: EscapeStyle = {
  encoding: 'escaped',
  mark: 0x5c,
  read(bytes, at) {
    const letter = bytes[at + 1]!;
    if (letter === 0x75) return unicode(digits(bytes, at + 2, 4));
    if (letter !== 0x78) return SHORT_UNITS.get(letter);
    const byte = digits(bytes, at + 2, 2);
    return byte < 0 ? undefined : BYTE_UNITS[2]![byte]!;
  },
  prefix: (bytes, at) => (bytes[at + 1] === 0x75 ? '\\u' : bytes[at + 1] === 0x78 ? '\\x' : ''),
  write: (bytes) =>
    mapped(bytes, /["\\\x00-\x1f]/g, (character) => (character < ' ' ? numbered('\\u', character) : `\\${character}`)),
};

/** A character as `%41`, `\u0041` or `\x41`. */
export function numbered(prefix: string, character: string): string {
  return (
    prefix +
    character
      .charCodeAt(0)
      .toString(16)
      .toUpperCase()
      .padStart(prefix === '\\u' ? 4 : 2, '0')
  );
}

function unicode(code: number): Unit | undefined {
  return code < 0 ? undefined : { length: 6, bytes: Buffer.from(String.fromCharCode(code)) };
}

/** The number that some hexadecimal digits stand for; -1 where there are others. */
function digits(bytes: Buffer, at: number, count: number): number {
  let value = 0;
  for (let i = at; i < at + count; i++) {
    const digit = DIGITS[bytes[i] ?? 0]!;
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

const DIGITS = Int8Array.from({ length: 256 }, (_, byte) => {
  const digit = Number.parseInt(String.fromCharCode(byte), 16);
  return Number.isNaN(digit) ? -1 : digit;
});

function mapped(bytes: Buffer, which: RegExp, to: (character: string) => string): Buffer {
  return Buffer.from(bytes.toString('latin1').replace(which, to), 'latin1');
}
