import { isUtf8 } from 'node:buffer';
import type { PathBytes } from '../domain/blob.ts';
import type { Secret } from '../domain/secret.ts';
import { redactText } from './redact.ts';

/** A path as a data format carries it. */
export interface PathText {
  /** UTF-8 text, with U+FFFD where the bytes are something else, and `[secret]` where a secret stood. */
  readonly text: string;
  /** The exact bytes in base64, where `text` lost some and nothing was redacted. */
  readonly base64: string | undefined;
  readonly redacted: boolean;
}

/** The path's text for JSON and SARIF: redacted, never quoted. */
export function pathText(path: PathBytes, secrets: readonly Secret[]): PathText {
  const kept = redactText(path, secrets);
  const redacted = kept !== path;
  const bytes = Buffer.from(kept, 'latin1');
  const base64 = redacted || isUtf8(bytes) ? undefined : bytes.toString('base64');
  return { text: bytes.toString('utf8'), base64, redacted };
}

/** Text of unknown make (a skip's `what`, a reason) for JSON and SARIF: redacted, never quoted. */
export function plainText(text: string, secrets: readonly Secret[]): string {
  return fromBytes(toBytes(redactText(text, secrets)));
}

/**
 * Text as bytes (latin1 text). Some texts are bytes already, a path among them: those that spell valid UTF-8 are taken
 * as they are, all others are encoded. Redact first: what was encoded twice is not recognized.
 */
export function toBytes(text: string): PathBytes {
  const isBytes = !/[^\x00-\xff]/.test(text) && isUtf8(Buffer.from(text, 'latin1'));
  return isBytes ? text : Buffer.from(text, 'utf8').toString('latin1');
}

/** Bytes (latin1 text) as the UTF-8 text they spell, with U+FFFD where they spell none. */
export function fromBytes(bytes: PathBytes): string {
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
