const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

// Ids made before 2019 go on with I or J and hold no account.
const ID = /^(?:AKIA|ASIA)([Q-Z2-7][A-Z2-7]{15})$/;

/**
 * The account's number, which is written into an AWS access key id: 40 bits of the base32 behind the first four letters, less the first one.
 *
 * @see https://awsteele.com/blog/2020/09/26/aws-access-key-format.html
 */
export function accountOfAwsKeyId(id: string): string[] {
  const digits = ID.exec(id)?.[1];
  if (digits === undefined) return [];
  const bits = [...digits.slice(0, 10)].reduce((sum, digit) => sum * 32n + BigInt(BASE32.indexOf(digit)), 0n);
  // 50 bits: one that is always set, 40 of the account, nine of something else.
  const account = (bits >> 9n) & ((1n << 40n) - 1n);
  return [`AWS account ${account.toString().padStart(12, '0')}`];
}
