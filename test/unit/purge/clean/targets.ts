import { Secret } from '../../../../src/domain/secret.ts';
import { Cleaner } from '../../../../src/purge/clean/cleaner.ts';
import {
  DEFAULT_MARKER,
  type Replacement,
  type TargetPattern,
  type TargetText,
} from '../../../../src/purge/targets.ts';

export const MARKER = DEFAULT_MARKER;

export const marker = (text = MARKER): Replacement => ({ kind: 'marker', text: new Secret(text) });

export const text = (secret: string, replacement = marker()): TargetText => ({
  secret: new Secret(secret),
  replacement,
  name: 'a text of the test',
});

export const pattern = (kind: 'regex' | 'glob', source: string, replacement = marker()): TargetPattern => ({
  kind,
  source: new Secret(source),
  replacement,
  name: 'line 1',
});

export const cleanerOf = (...secrets: string[]): Cleaner =>
  new Cleaner({ texts: secrets.map((secret) => text(secret)), patterns: [] });

/** A message, cleaned, as text; undefined: there was nothing to clean. */
export const cleaned = (cleaner: Cleaner, input: string | Buffer, where: 'blob' | 'message' | 'name' = 'blob') =>
  cleaner.clean(Buffer.from(input as string, 'latin1'), where)?.bytes.toString('latin1');
