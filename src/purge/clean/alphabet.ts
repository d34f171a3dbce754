/** A way to write bytes in the characters of an alphabet, some characters for some bytes at a time. */
export interface Alphabet {
  readonly encoding: string;
  /** By byte: not 0 for its characters. */
  readonly isMember: Uint8Array;
  /** A group of so many characters… */
  readonly characters: number;
  /** …stands for so many bytes. */
  readonly bytes: number;
  /** What stands for zeros. */
  readonly zero: string;
  decode(characters: string): Buffer;
  /** Written as `like` is; without padding. */
  encode(bytes: Buffer, like: Buffer): Buffer;
  /** Whether a text can have so many characters, followed by so many `=`. */
  canEnd(length: number, padding: number): boolean;
  /** How many `=` follow a text of `length` characters that takes the place of one of `before`, which had `padding` of them. */
  padding(length: number, before: number, padding: number, like: Buffer): number;
}

/** RFC 4648, sections 4 and 5. */
export const BASE64: Alphabet = {
  encoding: 'base64',
  isMember: membersOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_'),
  characters: 4,
  bytes: 3,
  zero: 'A',
  decode: (characters) => Buffer.from(characters, 'base64'),
  encode: (bytes, like) =>
    Buffer.from(isUrl(like) ? bytes.toString('base64url') : bytes.toString('base64').replace(/=+$/, ''), 'latin1'),
  canEnd: (length, padding) => (padding > 0 ? (length + padding) % 4 === 0 : length % 4 !== 1),
  padding(length, before, padding, like) {
    // Where there was nothing to pad, the standard alphabet pads and the one for URLs does not.
    const pads = before % 4 === 0 ? !isUrl(like) : padding > 0;
    return pads ? (4 - (length % 4)) % 4 : 0;
  },
};

/** RFC 4648, section 8, in either case. */
export const HEX: Alphabet = {
  encoding: 'hex',
  isMember: membersOf('0123456789abcdefABCDEF'),
  characters: 2,
  bytes: 1,
  zero: '0',
  decode: (characters) => Buffer.from(characters, 'hex'),
  encode(bytes, like) {
    const digits = bytes.toString('hex');
    return Buffer.from(/[A-F]/.test(like.toString('latin1')) ? digits.toUpperCase() : digits, 'latin1');
  },
  canEnd: (length, padding) => length % 2 === 0 && padding === 0,
  padding: () => 0,
};

const isUrl = (like: Buffer): boolean => like.includes('-') || like.includes('_');

function membersOf(characters: string): Uint8Array {
  const members = new Uint8Array(256);
  for (const character of characters) members[character.charCodeAt(0)] = 1;
  return members;
}
