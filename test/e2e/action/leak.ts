import { awsKeyId, awsSecretKey } from '../../support/secrets.ts';

/** A file's text with an AWS key pair in it, which no other call gives: the id at 2:21, the key at 3:25. */
export const makeLeak = (): string =>
  `region = eu-1\naws_access_key_id = ${awsKeyId()}\naws_secret_access_key = ${awsSecretKey()}\n`;
