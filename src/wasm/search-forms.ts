/** The ways in which a literal can stand in bytes. `escaped`: percent-encoded, or with JSON's `\/`. */
export type FormKind = 'plain' | 'base64' | 'hex' | 'utf-16' | 'escaped';

/** One way: for each byte position, up to four bytes that may stand there. */
export interface Form {
  readonly kind: FormKind;
  /** One word for each position; its four bytes are the allowed ones, some repeated when they are fewer. */
  readonly sets: Uint32Array;
  /** Base64: how many characters of the literal's first group of four stand before the form. Decoding begins that far back. */
  readonly before: number;
  /** Where the literal begins in what is decoded from there, in bytes: 0, 1 or 2. */
  readonly skip: number;
}

/**
 * How many bytes from a form's first one on decide whether it is a hit: the form and its shape check read no further. So a
 * scan of what a delta changed must look back this far, or a verdict would hang on a change that it does not see. Reading
 * further turns hardly any more hits down, and takes long where somebody wrote one keyword behind the other.
 */
export const DECIDED_WITHIN = 96;

/** Longer forms are cut: what is compared is long enough to be no accident. In bytes of the encoded text. */
const LONGEST = { base64: 16, hex: 24, 'utf-16': 23 } as const;

/** Shorter literals stand in encoded text by accident. In bytes, and in bytes of the form. */
const SHORTEST = { sensitive: { literal: 4, form: 4 }, caseless: { literal: 5, form: 5 } } as const;

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
// Two characters for each value: of the standard and of the URL alphabet (RFC 4648, sections 4 and 5).
const BASE64_STANDARD = Uint8Array.from(BASE64, (character) => character.charCodeAt(0));
const BASE64_URL = Uint8Array.from(BASE64.replace('+/', '-_'), (character) => character.charCodeAt(0));
const HEX_LOWER = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));
const HEX_UPPER = Uint8Array.from('0123456789ABCDEF', (digit) => digit.charCodeAt(0));
const PERCENT = 0x25;
const BACKSLASH = 0x5c;
const SLASH = 0x2f;

/** A literal's bytes; `other` holds its letters in the other case when either will do, and is the same otherwise. */
interface Spelling {
  readonly bytes: Uint8Array;
  readonly other: Uint8Array;
}

/**
 * All forms of a literal, in a fixed order, `plain` first.
 *
 * @param text latin1; in lower case if `caseless`
 * @param bases whether in base64 and in hexadecimal digits, too
 */
export function formsOf(text: string, caseless: boolean, bases = true): Form[] {
  const bytes = Buffer.from(text, 'latin1');
  const spelling = { bytes, other: caseless ? bytes.map(otherCase) : bytes };
  const forms = [plain(spelling)];
  const shortest = caseless ? SHORTEST.caseless : SHORTEST.sensitive;
  // The zeros between its characters make any of them rare.
  if (bytes.length < shortest.literal) return [...forms, wide(spelling)];
  const encoded = bases ? [base64(spelling, 0), base64(spelling, 1), base64(spelling, 2), hex(spelling)] : [];
  encoded.push(wide(spelling));
  if (bytes.includes(SLASH)) encoded.push(slashes(spelling));
  if (bytes.some(isReserved)) encoded.push(percent(spelling));
  return forms.concat(encoded.filter(({ sets }) => sets.length >= shortest.form));
}

/** Whether a byte may stand at a position of a form. */
export function allows(set: number, byte: number): boolean {
  return (set & 255) === byte || ((set >>> 8) & 255) === byte || ((set >>> 16) & 255) === byte || set >>> 24 === byte;
}

/** The bytes that may stand at a position, some of them repeatedly. */
export function bytesOf(set: number): [number, number, number, number] {
  return [set & 255, (set >>> 8) & 255, (set >>> 16) & 255, set >>> 24];
}

function otherCase(byte: number): number {
  const lower = byte | 32;
  return lower >= 0x61 && lower <= 0x7a ? byte ^ 32 : byte;
}

function wordOf(a: number, b = a, c = a, d = b): number {
  return (a | (b << 8) | (c << 16) | (d << 24)) >>> 0;
}

function plain({ bytes, other }: Spelling): Form {
  return { kind: 'plain', sets: Uint32Array.from(bytes, (byte, i) => wordOf(byte, other[i])), before: 0, skip: 0 };
}

/** Only the characters that the literal determines whole, when `skip` other bytes of its group of three stand before it. */
function base64({ bytes, other }: Spelling, skip: number): Form {
  const before = Math.ceil((skip * 8) / 6);
  const end = Math.min(Math.floor(((skip + bytes.length) * 8) / 6), before + LONGEST.base64);
  const sets = new Uint32Array(Math.max(0, end - before));
  for (let i = 0; i < sets.length; i++) {
    const bit = (before + i) * 6 - skip * 8;
    // A character holds at most one bit that tells the cases of a letter apart, so that two values are all there are.
    const a = sixBits(bytes, bit);
    const b = sixBits(other, bit);
    sets[i] = wordOf(BASE64_STANDARD[a]!, BASE64_STANDARD[b], BASE64_URL[a], BASE64_URL[b]);
  }
  return { kind: 'base64', sets, before, skip };
}

function sixBits(bytes: Uint8Array, bit: number): number {
  const at = bit >> 3;
  return (((bytes[at]! << 8) | (bytes[at + 1] ?? 0)) >> (10 - (bit & 7))) & 63;
}

function hex({ bytes, other }: Spelling): Form {
  const sets = new Uint32Array(Math.min(bytes.length * 2, LONGEST.hex));
  for (let i = 0; i < sets.length; i++) {
    const shift = i & 1 ? 0 : 4;
    sets[i] = hexDigit((bytes[i >> 1]! >> shift) & 15, (other[i >> 1]! >> shift) & 15);
  }
  return { kind: 'hex', sets, before: 0, skip: 0 };
}

function hexDigit(a: number, b: number): number {
  return wordOf(HEX_LOWER[a]!, HEX_LOWER[b], HEX_UPPER[a], HEX_UPPER[b]);
}

/**
 * The literal's bytes with a NUL between each two. This stands in UTF-16 of either byte order; which one it is decides
 * about no more than the first and the last NUL.
 */
function wide({ bytes, other }: Spelling): Form {
  const sets = new Uint32Array(Math.min(bytes.length * 2 - 1, LONGEST['utf-16']));
  for (let i = 0; i < sets.length; i += 2) sets[i] = wordOf(bytes[i >> 1]!, other[i >> 1]);
  return { kind: 'utf-16', sets, before: 0, skip: 0 };
}

/** As JSON written by PHP and others has it: a backslash before each slash. */
function slashes({ bytes, other }: Spelling): Form {
  const sets: number[] = [];
  bytes.forEach((byte, i) => {
    if (byte === SLASH) sets.push(wordOf(BACKSLASH));
    sets.push(wordOf(byte, other[i]));
  });
  return { kind: 'escaped', sets: Uint32Array.from(sets), before: 0, skip: 0 };
}

/** RFC 3986: everything but the unreserved characters as `%XX`. */
function percent({ bytes, other }: Spelling): Form {
  const sets: number[] = [];
  bytes.forEach((byte, i) => {
    if (!isReserved(byte)) sets.push(wordOf(byte, other[i]));
    else sets.push(wordOf(PERCENT), hexDigit(byte >> 4, byte >> 4), hexDigit(byte & 15, byte & 15));
  });
  return { kind: 'escaped', sets: Uint32Array.from(sets), before: 0, skip: 0 };
}

function isReserved(byte: number): boolean {
  return !/[0-9A-Za-z._~-]/.test(String.fromCharCode(byte));
}
