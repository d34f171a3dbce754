import type { PlaceholderKind } from '../domain/witness.ts';
import { isPublished } from './published.ts';

// Providers print their documentation's keys with this ending or inside, AWS first: AKIA…EXAMPLE, …EXAMPLEKEY.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html
const DOCUMENTATION = /EXAMPLE(?:KEY)?$/;

// One character again and again, or a row off the keyboard, in place of a value. A row of A is one of zero bytes in base64.
const FILLER = /([^0-9A])\1{7,}|A{16,}|(?:1234567890){2}|(?:abcdefgh){2}|(?:0123456789abcdef){2}|^(.)\2*$/i;

// A reference to a value that lies elsewhere: shell, templates, Maven, Terraform, CloudFormation, 1Password.
const REFERENCE =
  /\$\{|\$\(|\{\{|^\$[a-z_]\w*(?:$|[-:.[(/>])|^%[A-Za-z_]+%$|^@[A-Za-z_.]+@$|^<.*>$|^op:\/\/|^arn:aws|process\.env|os\.environ|getenv/i;

// What people write where the value will go.
const STAND_IN =
  /change[-_]?(?:me|this)|place[-_]?holder|your[-_]|your(?:strong|secret|pass|key|token|api|own|user|db)|[-_]here(?:[-_!0-9]|$)|^(?:set|new)[-_]|^my[-_]|example|dummy|redacted|insert|replace|todo|fixme|sample|x{4,}|^!{3}|crwdns\d/i;

// A value that begins so, that goes through the alphabet, alone or in turn with digits, or that is masked, is none, however random the rest is.
const NONE =
  /^(?:sample|example|dummy|your|insert|replace|placeholder|redacted|fixme)[-_. ]|abcdefghij|0123456789abcdef|a1b2c3d4|1a2b3c4d|\*{3,}|\.{3,}/i;

// The name of a variable, where its value will go: SECRET_KEY.
const NAME = /^!{0,3}[A-Z]{2,}(?:_[A-Z]{2,}){1,6}!{0,3}$/;

// Words that stand for a password, alone or with a few digits: in URLs of documentation and tests they are the rule.
const WORD_FOR_ONE =
  /^(?:my|your|the|some|test|db|user|root|admin|app|auth|api|access|client|proxy|private|secret|rabbitmq|mysql|postgres|redis|mongo)?[-_.]?(?:pass(?:word|wd|phrase)?|pwd|pw|secret|user(?:name)?|token|key|login|guest|admin|root|postgres|mysql|mongo|redis|rabbitmq|foo|bar|baz|test(?:ing)?|demo|none|null|undefined|string|value|hidden|private|credentials?|auth)[0-9!@#$%]{0,4}$/i;

// Keys that everybody may know: DER of public keys (RFC 5280), OpenSSH's (RFC 4253) and Minisign's (https://jedisct1.github.io/minisign/), in base64. And
// reCAPTCHA's, which a rule of its own judges: the public one and the secret one look the same.
const PUBLIC_KEY =
  /^(?:MFkwEwYHKoZIzj|MHYwEAYHKoZIzj|MIIBIjANBgkqhkiG|MIGfMA0GCSqGSIb3|MCowBQYDK2V|AAAAB3NzaC1yc2E|AAAAC3NzaC1lZDI1|AAAAE2VjZHNh|dW50cnVzdGVkIGNvbW1lbnQ6IG1pbmlzaWdu|6L[0-9A-Za-z_-]{38}$)/;

// What a password was hashed to: https://en.wikipedia.org/wiki/Crypt_(C)#Key_derivation_functions_supported_by_crypt, RFC 2307, Spring Security
// (https://docs.spring.io/spring-security/reference/features/authentication/password-storage.html).
const HASHED =
  /^(?:\$(?:1|2[abxy]?|5|6|7|y|gy|argon2id?|argon2i|argon2d|scrypt|pbkdf2[a-z0-9-]*|apr1)\$|\{(?:S?(?:SHA|MD5|CRYPT)|bcrypt\}|pbkdf2|argon2)|pbkdf2_sha|\*[0-9A-F]{40}$)/i;

// Addresses of pages, and of machines with port or network: IPv4, MAC.
const ADDRESS =
  /^https?:\/\/[^@\s?]*$|^(?:[a-z]{2,8}:\/\/)?\d{1,3}(?:\.\d{1,3}){3}(?:[:/]\S*)?$|^(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i;

// Rules of their own judge these, and when they end.
const JWT = /^eyJ[0-9A-Za-z_-]+\.eyJ/;
const SAS = /sv=20\d\d-\d\d-\d\d&\S*sig=[0-9A-Za-z%/+]{43,80}(?:%3[Dd]|=)/;

// A switch, a type, the version of a package whose name has such a word in it, a file, the name of a database's index, an expression that passwords
// must match, or a text to put values into.
const SETTING =
  /^(?:true|false|yes|no|on|off|none|null|nil|undefined|string|text|required|optional|enabled|disabled|(?:npm:)?[~^]?v?\d+(?:\.\d+){1,3}(?:[-+][\w.-]{1,40})?|[\w./-]+\.(?:zip|jar|tar|gz|tgz|json|ya?ml|toml|ini|conf|m?js|css|ts|py|rb|php|sh|sql|pem|crt|key|html?|xml|txt|csv|md|pdf|png|jpe?g|gif|svg|webp|ico|mp[34]|woff2?)|(?:FK|IDX|UNIQ)_[0-9A-F]{8,})$|^\^.*\$$|\(\?[=!]|\{\d\}.*\{\d\}/i;

const GENERIC_KINDS: readonly (readonly [PlaceholderKind, RegExp])[] = [
  ['reference', REFERENCE],
  ['filler', NONE],
  ['stand-in', STAND_IN],
  ['stand-in', NAME],
  ['stand-in', WORD_FOR_ONE],
  ['setting', SETTING],
  ['public key', PUBLIC_KEY],
  ['hash', HASHED],
  ['address', ADDRESS],
  ['JSON Web Token', JWT],
  ['shared access signature', SAS],
];

// Keys of many lines hold long runs of one character by their format: OpenSSH's begin with a row of zero bytes.
const LONGEST = 200;

/**
 * What a value is that stands where a secret would, without being one; undefined for one that may be a secret.
 * @param generic the rule that found it has no format of its own to go by, so more is taken for a placeholder
 * @param weak it looks for passwords that are words
 */
export function placeholderKind(value: string, generic: boolean, weak = false): PlaceholderKind | undefined {
  if (isPublished(value)) return 'documentation';
  if (value.length > LONGEST) return undefined;
  if (DOCUMENTATION.test(value)) return 'documentation';
  if (FILLER.test(value)) return 'filler';
  if (!generic) return undefined;
  return GENERIC_KINDS.find(([, form]) => !(weak && form === WORD_FOR_ONE) && form.test(value))?.[0];
}
