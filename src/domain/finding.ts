import type { BlobKind, Oid, PathBytes } from './blob.ts';
import type { Confidence, Tier } from './rule.ts';
import type { Secret } from './secret.ts';

/** Why a finding does not count. Recorded with its reason, and in every report. */
export interface Suppression {
  /** `inline`: a mark beside the secret; `path` and `fingerprint`: the allowlist; `preexisting`: the parent had it. */
  readonly by: 'inline' | 'path' | 'fingerprint' | 'preexisting';
  readonly reason: string;
}

/** What a whole history tells of a finding. */
export interface FindingHistory {
  /** `tip`: the secret stands in what a ref or HEAD names; `history`: only in older commits; `unreachable`: in no ref's history. */
  readonly state: 'tip' | 'history' | 'unreachable';
  /** Who wrote the commit that brought it: `Ann <ann@example.org>`, bytes as latin1. */
  readonly author?: string;
  /** When, by the author's clock: ISO 8601, such as `2014-12-12T09:30:00+01:00`. */
  readonly date?: string;
}

/** A candidate with its place. */
export interface Finding {
  readonly rule: string;
  readonly title: string;
  readonly secretType: string;
  readonly tier: Tier;
  readonly confidence: Confidence;
  /** Keyed hash of rule family and secret: the same secret has the same fingerprint wherever it stands. */
  readonly fingerprint: string;
  /** Absent for files and for a message that is not committed yet. */
  readonly object?: Oid;
  readonly kind: BlobKind;
  /** Absent for messages, tags and blobs that no tree names. */
  readonly path?: PathBytes;
  /** 1-based, in the text that people see: for messages it counts from the message's first line. */
  readonly line: number;
  /** 1-based, in bytes. */
  readonly column: number;
  /** The commit that brought it, where the source knows commits. */
  readonly commit?: Oid;
  /** Where a whole history was scanned. */
  readonly history?: FindingHistory;
  readonly encodings: readonly string[];
  /** What the secret tells of itself, for anybody to see: an AWS account, a private key's type and fingerprint. */
  readonly about?: readonly string[];
  /** How to revoke and replace it, where the rule says so. */
  readonly rotate?: string;
  readonly secret: Secret;
  readonly suppressed?: Suppression;
  /** There are inline marks beside it, and none speaks for it: they name other rules, or give no reason. */
  readonly unheardMark?: 'other-rule' | 'no-reason';
  /** The other parts of a secret of several, such as the key id beside an AWS secret key. They count with it, not by themselves. */
  readonly parts?: readonly Finding[];
}

/** Findings with their parts, each by itself. */
export const withParts = (findings: readonly Finding[]): Finding[] =>
  findings.flatMap((finding) => [finding, ...(finding.parts ?? [])]);
