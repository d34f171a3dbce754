import type { Oid } from '../domain/blob.ts';
import { cutShort } from './lines.ts';

/**
 * An id that git printed.
 * @throws UnleakError `git-failed` when it is none
 */
export function checkOid(text: string): Oid {
  if (!/^[0-9a-f]{40,64}$/.test(text)) throw cutShort();
  return text;
}
