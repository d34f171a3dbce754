import { createHash, createPrivateKey, createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { linesOfPem, OPENSSH } from './checksum/pem-private-key.ts';

const HEADER = /^(?:Proc-Type|DEK-Info):/;

/**
 * A private key's type and size, whether a password protects it, and its public key's fingerprint as `ssh-keygen -l` prints it.
 * Nothing for what can't be read: OpenPGP keys, keys that are cut off.
 *
 * @param pem a PEM block; its lines may be joined by `\n`, quoted or commented
 * @see https://www.rfc-editor.org/rfc/rfc4253#section-6.6 (public keys)
 * @see https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key
 */
export function aboutPrivateKey(pem: string): string[] {
  const label = /-----BEGIN ((?:RSA |EC |ENCRYPTED |OPENSSH )?PRIVATE KEY)-----/.exec(pem)?.[1];
  if (label === undefined || pem.length > LONGEST) return [];
  const lines = linesOfPem(pem);
  if (label.startsWith('ENCRYPTED') || lines.some((line) => HEADER.test(line))) return [PROTECTED];
  const body = lines.join('');
  if (label.startsWith('OPENSSH')) return aboutOpenssh(Buffer.from(body, 'base64'));
  if (label === 'PRIVATE KEY' && !KNOWN.some((oid) => Buffer.from(body.slice(0, 80), 'base64').includes(oid)))
    return [];
  try {
    return aboutKey(createPrivateKey(`-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`));
  } catch {
    return [];
  }
}

// RSA of 16,384 bits has less.
const LONGEST = 16_384;

// Object identifiers of RSA, EC, X25519, X448, Ed25519 and Ed448 (RFC 8017, 5480, 8410). Keys of others, DSA say, take OpenSSL seconds to read, and minutes if
// somebody means them to.
const KNOWN = ['2a864886f70d010101', '2a8648ce3d0201', '2b656e', '2b656f', '2b6570', '2b6571'].map((hex) =>
  Buffer.from(hex, 'hex'),
);

// https://www.iana.org/assignments/ssh-parameters/ssh-parameters.xhtml#ssh-parameters-19
const TYPES =
  /^(?:ssh-(?:rsa|dss|ed25519|ed448)|ecdsa-sha2-nistp(?:256|384|521)|sk-(?:ssh-ed25519|ecdsa-sha2-nistp256)@openssh\.com)$/;

const PROTECTED = 'protected by a password';
const OPEN = 'not protected by a password';

function aboutKey(key: KeyObject): string[] {
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  const size = modulusLength === undefined ? namedCurve : `${modulusLength} bits`;
  const wire = wireOf(createPublicKey(key).export({ format: 'jwk' }));
  return [
    [`${(key.asymmetricKeyType ?? 'unknown').toUpperCase()} key`, size].filter(Boolean).join(', '),
    OPEN,
    ...(wire ? [fingerprintOf(wire)] : []),
  ];
}

/** The clear part in front of an OpenSSH key: what encrypts it, and its public key. */
function aboutOpenssh(bytes: Buffer): string[] {
  if (!bytes.subarray(0, OPENSSH.length).equals(OPENSSH)) return [];
  const strings: Buffer[] = [];
  let at = OPENSSH.length;
  // Cipher, its key's derivation and options; the number of keys stands before the public one.
  for (const skip of [0, 0, 0, 4]) {
    at += skip;
    if (at + 4 > bytes.length) return [];
    const end = at + 4 + bytes.readUInt32BE(at);
    if (end > bytes.length) return [];
    strings.push(bytes.subarray(at + 4, end));
    at = end;
  }
  const [cipher, , , wire] = strings;
  if (wire!.length < 4) return [];
  const type = wire!.toString('latin1', 4, 4 + wire!.readUInt32BE(0));
  // Whoever wrote the file wrote this, too.
  if (!TYPES.test(type)) return [];
  return [`${type} key`, cipher!.toString('latin1') === 'none' ? OPEN : PROTECTED, fingerprintOf(wire!)];
}

const fingerprintOf = (wire: Buffer): string =>
  `public key SHA256:${createHash('sha256').update(wire).digest('base64').replace(/=+$/, '')}`;

const CURVES: Readonly<Record<string, string>> = { 'P-256': 'nistp256', 'P-384': 'nistp384', 'P-521': 'nistp521' };

/** A public key as SSH sends it; undefined for kinds that it does not know. */
function wireOf({ kty, crv = '', n, e, x, y }: JsonWebKey): Buffer | undefined {
  if (kty === 'RSA') return strings('ssh-rsa', positive(e!), positive(n!));
  if (kty === 'OKP' && crv === 'Ed25519') return strings('ssh-ed25519', Buffer.from(x!, 'base64url'));
  const curve = kty === 'EC' ? CURVES[crv] : undefined;
  if (curve === undefined) return undefined;
  const point = Buffer.concat([Buffer.of(4), Buffer.from(x!, 'base64url'), Buffer.from(y!, 'base64url')]);
  return strings(`ecdsa-sha2-${curve}`, curve, point);
}

/** A number above zero, which a byte of zero keeps from reading as a negative one. */
function positive(base64: string): Buffer {
  const bytes = Buffer.from(base64, 'base64url');
  return bytes[0]! < 0x80 ? bytes : Buffer.concat([Buffer.of(0), bytes]);
}

const strings = (...parts: readonly (Buffer | string)[]): Buffer =>
  Buffer.concat(
    parts.flatMap((part) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(part.length);
      return [length, typeof part === 'string' ? Buffer.from(part, 'latin1') : part];
    }),
  );
