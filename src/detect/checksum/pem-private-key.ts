import { entropy } from '../entropy.ts';
import type { ChecksumResult } from './checksum-result.ts';

const HEADER_LINE = /^(?:Proc-Type|DEK-Info|Version|Comment|Hash|MessageID|Charset): ?.{0,200}$/;
/** What an OpenSSH key begins with. */
export const OPENSSH = Buffer.from('openssh-key-v1\0', 'latin1');
/** Indentation and quotes before a line, and a comment or concatenation mark that stands apart from it. */
const COMMENT_MARK = /^[\s"'`]*(?:(?:\/\/|[#*>|+])(?:[\s"'`]+|$))?/;

/** Quotes and what closes a string after a line; a `+` right after base64 belongs to the base64. */
const LINE_END = /(?:["'`\\]+\s*[+,;]?)?\s*$/;

const DER_SEQUENCE = 0x30;

/**
 * Checks the body of a PEM block: base64 of a DER SEQUENCE, of an OpenSSH key, of OpenPGP packets, or of an encrypted
 * key's bytes (then `unknown`: cipher text looks like anything). Line ends may be written `\n`, and lines may be quoted
 * or commented out.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7468 (PEM)
 * @see https://www.rfc-editor.org/rfc/rfc1421#section-4.6 (the headers of an encrypted key)
 * @see https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key
 * @see https://www.rfc-editor.org/rfc/rfc9580#section-6.2 (OpenPGP armour)
 */
export function checkPemPrivateKey(secret: string): ChecksumResult {
  const lines = linesOfPem(secret);
  const encrypted = lines.some((line) => /^(?:Proc-Type: ?4,ENCRYPTED|DEK-Info:)/.test(line));
  const base64 = lines.filter((line) => !HEADER_LINE.test(line)).join('');
  if (!/^[0-9A-Za-z+/]{32,}(?:={0,2}(?:=[0-9A-Za-z+/]{4})?)$/.test(base64)) return isLaidOutOddly(base64);
  if (encrypted) return 'unknown';
  const bytes = Buffer.from(base64, 'base64');
  return isDerSequence(bytes) || bytes.subarray(0, OPENSSH.length).equals(OPENSSH) || isPgpSecretKey(bytes)
    ? 'valid'
    : 'invalid';
}

// Base64 of a key has some 5.9 bits a character; running text, which a placeholder may be, hardly more than 4.
const KEY_LENGTH = 200;
const KEY_ENTROPY = 5;

/** Between the dashes may stand a key whose lines are joined in a way that is not known here. */
function isLaidOutOddly(body: string): ChecksumResult {
  const letters = body.replace(/[^0-9A-Za-z+/]/g, '');
  return letters.length >= KEY_LENGTH && entropy(letters) > KEY_ENTROPY ? 'unknown' : 'invalid';
}

/** The lines between the first and the last five dashes, without quotes, escapes and comment marks. */
export function linesOfPem(secret: string): string[] {
  const inside = secret.replace(/^[\s\S]{0,10}-----BEGIN [^-]{1,60}-----/, '').replace(/-----END[\s\S]*$/, '');
  return inside
    .split(/\\+r\\+n|\\+[nr]|[\r\n]+/)
    .map((line) => line.replace(LINE_END, '').replace(COMMENT_MARK, ''))
    .filter((line) => line !== '');
}

/** A SEQUENCE whose length in bytes is what follows it. */
function isDerSequence(bytes: Buffer): boolean {
  if (bytes[0] !== DER_SEQUENCE || bytes.length < 4) return false;
  const first = bytes[1]!;
  if (first < 0x80) return bytes.length >= 2 + first;
  const size = first - 0x80;
  return size >= 1 && size <= 3 && bytes.length >= 2 + size + bytes.readUIntBE(2, size);
}

/** A secret-key or secret-subkey packet, in the old format (tags 5 and 7 with any length type) or the new one. */
function isPgpSecretKey(bytes: Buffer): boolean {
  const tag = bytes[0]!;
  const packet = (tag & 0x40) === 0 ? (tag & 0x3c) >> 2 : tag & 0x3f;
  return (tag & 0x80) !== 0 && (packet === 5 || packet === 7);
}
