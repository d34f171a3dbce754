import type { Blob } from '../../domain/blob.ts';
import type { Candidate } from '../../domain/candidate.ts';
import type { Confidence } from '../../domain/rule.ts';
import { Secret } from '../../domain/secret.ts';

const RULE = /^[a-z0-9-]+$/;
const CONFIDENCES: readonly unknown[] = ['certain', 'high', 'medium', 'low'] satisfies Confidence[];

/**
 * Checks what a plugin claims, and takes the secrets from the bytes that we have ourselves.
 *
 * @returns undefined when any claim is wrong: the detector has then failed as a whole
 */
export function toCandidates(results: unknown, blob: Blob): Candidate[] | undefined {
  if (!Array.isArray(results)) return undefined;
  const candidates = results.map((result: unknown) => toCandidate(result, blob));
  return candidates.every((candidate) => candidate !== undefined) ? candidates : undefined;
}

function toCandidate(result: unknown, { bytes }: Blob): Candidate | undefined {
  if (typeof result !== 'object' || result === null) return undefined;
  const { rule, start, end, confidence = 'high' } = result as Record<string, unknown>;
  if (typeof rule !== 'string' || rule.length > 100 || !RULE.test(rule)) return undefined;
  if (!isOffset(start) || !isOffset(end) || start >= end || end > bytes.length) return undefined;
  if (!CONFIDENCES.includes(confidence)) return undefined;
  const secret = new Secret(bytes.toString('latin1', start, end));
  return { rule, secret, start, end, confidence: confidence as Confidence, encodings: [] };
}

function isOffset(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
