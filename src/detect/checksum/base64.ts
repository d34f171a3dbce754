/** Decodes base64 or base64url into latin1 text; nothing when another character is in it. */
export function decodeBase64(text: string): string | undefined {
  if (!/^[0-9A-Za-z+/_-]+={0,2}$/.test(text)) return undefined;
  return Buffer.from(text, 'base64').toString('latin1');
}

/** Decodes base64 or base64url text that holds a JSON object; nothing when it does not. */
export function decodeJsonObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(decodeBase64(text) ?? '');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
