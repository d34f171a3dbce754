import { createHash } from 'node:crypto';

/** SHA-256 over texts, each told from the next. */
export function digestOf(parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length} `).update(part);
  return hash.digest('hex');
}
