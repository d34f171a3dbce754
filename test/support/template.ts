import { CHECKSUM_TAILS } from '../../src/detect/checksum/index.ts';

const DIGITS = '0123456789';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();

const ALPHABETS: Readonly<Record<string, string>> = {
  digits: DIGITS,
  lower: LOWER,
  upper: UPPER,
  hex: `${DIGITS}abcdef`,
  HEX: `${DIGITS}ABCDEF`,
  'alnum-lower': DIGITS + LOWER,
  'alnum-upper': DIGITS + UPPER,
  base32: `${UPPER}234567`,
  base58: `${DIGITS.slice(1)}${UPPER.replace(/[IO]/g, '')}${LOWER.replace('l', '')}`,
  base62: DIGITS + UPPER + LOWER,
  base64: `${DIGITS}${UPPER}${LOWER}+/`,
  base64url: `${DIGITS}${UPPER}${LOWER}_-`,
  BECH32: 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L',
  // Bytes as latin1; none that quotes, ends a line or is a letter.
  binary: Array.from({ length: 128 }, (_, i) => String.fromCharCode(0x80 + i)).join(''),
};

/** Gives numbers from 0 up to, not including, 1. */
export type Random = () => number;

/** A small generator (mulberry32): the same seed gives the same numbers on every machine. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Fills in a template's places, from left to right:
 *
 * - `{ALPHABET:N}`: N random characters of digits, lower, upper, hex, HEX, alnum-lower, alnum-upper, base32, base58, base62,
 *   base64, base64url or BECH32, or bytes from 0x80 on (`binary`);
 * - `{uuid}`, `{jwt}`, `{snowflake64}` (a Discord id in base64), `{json64}` (a JSON object in base64), `{pem-body}` (a DER
 *   SEQUENCE in base64 lines);
 * - `{pem:LABEL}` and `{pem-escaped:LABEL}`: a whole PEM block, its lines ended by a line feed or by a backslash and `n`;
 *   `{pem-garbage:LABEL}`: one whose body is no key; `{pem-openssh:LABEL}` and `{pem-pgp:LABEL}`: one with such a body;
 *   `{pem-encrypted:LABEL}`: one with the headers of an encrypted key; `{pem64:LABEL}`: a PEM block in base64;
 * - `{azure-search}`: a key of Azure AI Search, which has letters and digits only, its checksum included;
 * - `{check:NAME}`: the characters that the checksum NAME adds to the token that stands before it;
 * - `{same:TEXT:N}`: TEXT, N times.
 */
export function expandTemplate(template: string, random: Random): string {
  let text = '';
  let from = 0;
  for (const place of template.matchAll(/\{([A-Za-z0-9-]+)(?::([^{}]*))?\}/g)) {
    text += template.slice(from, place.index);
    text += fillPlace(place[1]!, place[2] ?? '', text, random) ?? place[0];
    from = place.index + place[0].length;
  }
  return text + template.slice(from);
}

function fillPlace(name: string, argument: string, before: string, random: Random): string | undefined {
  const alphabet = ALPHABETS[name];
  if (alphabet !== undefined && /^[0-9]+$/.test(argument)) return pick(alphabet, Number(argument), random);
  if (name === 'check') return CHECKSUM_TAILS[argument]!(/[0-9A-Za-z_.~+/-]*=?$/.exec(before)![0]);
  if (name.startsWith('pem')) return fillPem(name, argument, random);
  switch (name) {
    case 'uuid':
      return [8, 4, 4, 4, 12].map((length) => pick(ALPHABETS.hex!, length, random)).join('-');
    case 'azure-search':
      return fillAzureSearch(random);
    case 'jwt':
      return fillJwt(random);
    case 'snowflake64':
      return Buffer.from(`1${pick(DIGITS, 17, random)}`).toString('base64url');
    case 'json64':
      return Buffer.from(JSON.stringify({ id: pick(ALPHABETS.base62!, 60, random) })).toString('base64');
    case 'same':
      return argument.split(':')[0]!.repeat(Number(argument.split(':')[1]));
    default:
      return undefined;
  }
}

function pick(alphabet: string, length: number, random: Random): string {
  return Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
}

function fillAzureSearch(random: Random): string {
  const before = `${pick(ALPHABETS.base62!, 42, random)}AzSe`;
  const key = before + CHECKSUM_TAILS['azure-key']!(before);
  return /[+/]/.test(key) ? fillAzureSearch(random) : key;
}

function fillJwt(random: Random): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const payload = { sub: pick(ALPHABETS.hex!, 24, random), iat: 1_700_000_000 + Math.floor(random() * 1e7) };
  return `${part({ alg: 'HS256', typ: 'JWT' })}.${part(payload)}.${pick(ALPHABETS.base64url!, 43, random)}`;
}

function fillPem(name: string, label: string, random: Random): string {
  if (name === 'pem-body') return wrap(derBytes(random)).join('\n');
  if (name === 'pem64') return Buffer.from(`${fillPem('pem', label, random)}\n`).toString('base64');
  const headers = ['Proc-Type: 4,ENCRYPTED', `DEK-Info: AES-128-CBC,${pick(ALPHABETS.HEX!, 32, random)}`];
  const lines = [...(name === 'pem-encrypted' ? headers : []), ...wrap(pemBytes(name, random))];
  const end = name === 'pem-escaped' ? '\\n' : '\n';
  const dashes = '-'.repeat(5);
  return [`${dashes}BEGIN ${label}${dashes}`, ...lines, `${dashes}END ${label}${dashes}`].join(end);
}

function pemBytes(name: string, random: Random): Buffer {
  if (name === 'pem-garbage') return Buffer.concat([Buffer.from('no key '), randomBytes(90, random)]);
  if (name === 'pem-openssh') return Buffer.concat([Buffer.from('openssh-key-v1\0'), randomBytes(150, random)]);
  if (name === 'pem-pgp') return Buffer.concat([Buffer.from([0x95, 0x03, 0xbe]), randomBytes(180, random)]);
  return derBytes(random);
}

/** A SEQUENCE in the long form, with 300 bytes in it. */
function derBytes(random: Random): Buffer {
  return Buffer.concat([Buffer.from([0x30, 0x82, 0x01, 0x2c]), randomBytes(300, random)]);
}

function randomBytes(length: number, random: Random): Buffer {
  return Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)));
}

function wrap(bytes: Buffer): string[] {
  return bytes.toString('base64').match(/.{1,64}/g)!;
}
