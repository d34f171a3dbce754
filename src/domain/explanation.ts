import type { PathBytes } from './blob.ts';
import type { Skip } from './coverage.ts';
import type { Finding } from './finding.ts';
import type { Report } from './report.ts';
import type { Secret } from './secret.ts';
import type { Note } from './witness.ts';

/** A place in a text; both count from 1, columns in bytes. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/** A keyword of a rule, met in the text. */
export interface KeywordPlace extends TextPlace {
  /** As it stands there, in bytes as latin1 text. */
  readonly keyword: string;
  /** The encodings peeled off on the way, outermost first. */
  readonly encodings: readonly string[];
}

/** A match of a rule's pattern, and what became of it. */
export interface ExplainedMatch {
  readonly secret: Secret;
  /** The first byte of the secret, in the text as it stands. */
  readonly from: TextPlace;
  /** Its last byte. */
  readonly to: TextPlace;
  readonly encodings: readonly string[];
  /** Those that the whole match holds; of rules that are not unleak's this is not known. */
  readonly keywords: readonly KeywordPlace[];
  /** What the checks made of it, in their order; the last one is the reason where `finding` is absent. */
  readonly notes: readonly Note[];
  /** What a report says of it; a suppressed one, too. */
  readonly finding?: Finding;
}

/** What one rule made of a text. */
export interface RuleLook {
  readonly rule: string;
  readonly title: string;
  /** Whose rule it is. */
  readonly origin: 'unleak' | 'configuration' | 'plugin';
  /**
   * `tried`: its pattern was tried, near its keywords (unleak's rules) or all over (the user's). `no-keyword`: it was not,
   * because no keyword of it stands anywhere; told of the user's rules only. `off`: a keyword stands there, but the
   * configuration switched the rule off.
   */
  readonly state: 'tried' | 'no-keyword' | 'off';
  /** Those that no match holds. */
  readonly keywords: readonly KeywordPlace[];
  readonly matches: readonly ExplainedMatch[];
}

/** Why a text, or a line of it, is reported or not. */
export interface Explanation {
  /** Absent for text that has no path. */
  readonly path?: PathBytes;
  /** The line that was asked about; absent where it was all of the text. */
  readonly line?: number;
  /** What is reported comes first. */
  readonly looks: readonly RuleLook[];
  /** What did not do its work. */
  readonly skipped: readonly Skip[];
  readonly fingerprintScope: Report['fingerprintScope'];
  /** What may be a secret, on other lines and in the path too: none of it may be printed. */
  readonly secrets: readonly Secret[];
}
