import type { Tier } from '../../domain/rule.ts';

/** A rule as people write it; `CustomRule` of the configuration has this form. */
export interface UserRule {
  readonly id: string;
  readonly title: string;
  /** RE2 syntax, matched on the bytes as latin1 text. */
  readonly pattern: string;
  readonly keywords?: readonly string[];
  readonly flags?: 'i' | '';
  readonly secretGroup?: number;
  readonly entropy?: number;
  readonly tier: Tier;
  readonly secretType?: string;
  readonly rotate?: string;
  readonly paths?: readonly string[];
  /** `file:line:column` of the pattern, for error messages. */
  readonly at?: string;
}
