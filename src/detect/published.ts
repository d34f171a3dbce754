/**
 * Tokens that providers print in their own documentation, as what `sampleHash` makes of them: everybody copies them, and they open nothing. The
 * text itself would be blocked by every scanner, ours first. `npm run -s hash:sample` reads a token from its standard input.
 */
const PUBLISHED: ReadonlySet<number> = new Set([
  // Docker: join tokens and unlock keys, https://docs.docker.com/reference/api/engine/
  0x7c0f1063, 0x103b444a, 0x46c6a96c, 0xadb839cd, 0x62eaaa46,
  // Azure: keys of the storage and Cosmos DB emulators, https://learn.microsoft.com/azure/storage/common/storage-connect-azurite, https://learn.microsoft.com/azure/cosmos-db/emulator
  0xc0cc49e7,
  0x384ed6f4,
  // Stripe: https://docs.stripe.com/keys
  0xe972e9a4, 0x1d14fe37,
  // FastAPI: https://fastapi.tiangolo.com/tutorial/security/oauth2-jwt/
  0x067ee5b7,
  // JSON Web Tokens: https://www.jwt.io/
  0x1cc53023, 0xca3f82eb,
]);

/** Whether a text is a sample that its provider published. */
export const isPublished = (text: string): boolean => PUBLISHED.has(sampleHash(text));

/** FNV-1a of 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/. One random token in half a billion has the hash of a sample. */
export function sampleHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
