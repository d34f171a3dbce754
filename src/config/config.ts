import type { Tier } from '../domain/rule.ts';

/** What the configuration makes of a rule: one of the tiers, or not used at all. */
export type RuleSetting = 'off' | Tier;

/** A rule that people wrote in their configuration. Its pattern is RE2 syntax, matched on bytes. */
export interface CustomRule {
  readonly id: string;
  readonly title: string;
  readonly pattern: string;
  /** A file that holds none of these (compared without case) is not searched. */
  readonly keywords?: readonly string[];
  readonly flags?: 'i' | '';
  /** The capture group that holds the secret; the whole match if left out. */
  readonly secretGroup?: number;
  /** The least Shannon entropy of the secret, in bits per character. */
  readonly entropy?: number;
  readonly tier: Tier;
  readonly secretType?: string;
  readonly rotate?: string;
  /** Globs; the rule looks at these paths only. */
  readonly paths?: readonly string[];
  /** `file:line:column` of the pattern, for error messages. */
  readonly at?: string;
}

/** Findings that are known and don't count: those whose path, fingerprint and rule all fit what is given. */
export interface AllowEntry {
  /** Gitignore patterns. */
  readonly paths?: readonly string[];
  readonly fingerprints?: readonly string[];
  readonly rules?: readonly string[];
  readonly reason: string;
}

/** The checked configuration. */
export interface Config {
  /** Where it came from; absent when there is none. */
  readonly file?: string;
  /** Rule id → tier. It has no prototype: only keys that were written are there. */
  readonly rules: Readonly<Record<string, RuleSetting>>;
  readonly customRules: readonly CustomRule[];
  readonly allow: readonly AllowEntry[];
  /** Module specifiers as written, relative to the file's folder. */
  readonly plugins: readonly string[];
  /** Where rule ids stand: `rules.<id>`, `allow.<n>.rules.<m>` and `customRules.<id>` → `file:line:column`. */
  readonly places?: ReadonlyMap<string, string>;
}

/** What holds where there is no configuration. */
export const EMPTY_CONFIG: Config = Object.freeze({
  rules: Object.freeze(Object.create(null) as Record<string, RuleSetting>),
  customRules: Object.freeze([]),
  allow: Object.freeze([]),
  plugins: Object.freeze([]),
});
