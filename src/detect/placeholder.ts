// Providers print their documentation's keys with this ending or inside, AWS first: AKIA…EXAMPLE, …EXAMPLEKEY.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html
const DOCUMENTATION = /EXAMPLE(?:KEY)?$/;

// One character again and again, or a row off the keyboard, in place of a value.
const FILLER = /([^0-9])\1{7,}|(?:1234567890){2}|(?:abcdefgh){2}|(?:0123456789abcdef){2}|^(.)\2*$/i;

// A reference to a value that lies elsewhere: shell, templates, Terraform, CloudFormation, 1Password.
const REFERENCE =
  /\$\{|\$\(|\{\{|^\$[A-Za-z_]|^%[A-Za-z_]+%$|^<.*>$|^op:\/\/|^arn:aws|process\.env|os\.environ|getenv/i;

// What people write where the value will go.
const STAND_IN =
  /change[-_]?me|place[-_]?holder|your[-_]|[-_]here$|^my[-_]|example|dummy|redacted|insert|replace|todo|fixme|sample|x{4,}|\*{3,}|\.{3,}/i;

// Keys of many lines hold long runs of one character by their format: OpenSSH's begin with a row of zero bytes.
const LONGEST = 200;

/**
 * Whether a value stands where a secret would, without being one.
 * @param generic the rule that found it has no format of its own to go by, so more is taken for a placeholder
 */
export function isPlaceholder(value: string, generic: boolean): boolean {
  if (value.length > LONGEST) return false;
  if (DOCUMENTATION.test(value) || FILLER.test(value)) return true;
  return generic && (REFERENCE.test(value) || STAND_IN.test(value));
}
