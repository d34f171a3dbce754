import { decodeBase64 } from './base64.ts';
import type { ChecksumResult } from './checksum-result.ts';

/**
 * Checks a bot token's first part: it is the bot's user id, a decimal snowflake, in base64.
 *
 * @see https://discord.com/developers/docs/reference#authentication
 * @see https://discord.com/developers/docs/reference#snowflakes
 */
export function checkDiscordBotToken(secret: string): ChecksumResult {
  const id = decodeBase64(secret.split('.')[0]!) ?? '';
  return /^[0-9]{17,20}$/.test(id) ? 'valid' : 'invalid';
}
