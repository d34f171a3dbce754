import type { Confidence, Tier } from '../domain/rule.ts';

/** Which characters may not touch a match: the only look-around a rule can have. */
export type Boundary = 'word' | 'token' | 'end' | 'value' | 'none';

/** Example lines as templates: the values are made up at test time, so that no token-shaped text is in the repository. */
export interface Examples {
  readonly match: readonly string[];
  readonly noMatch: readonly string[];
}

/** One rule as it stands in `config/rules/<provider>.yaml`, checked; `config/schema/rule.schema.json` describes each key. */
export interface RuleEntry {
  readonly id: string;
  readonly family?: string;
  readonly title: string;
  readonly secretType: string;
  readonly tier: Exclude<Tier, 'note'>;
  readonly confidence: Confidence;
  readonly keywords: readonly string[];
  readonly caseSensitive?: boolean;
  readonly pattern: string;
  readonly boundary?: Boundary;
  readonly notAfter?: string;
  readonly secretGroup?: number;
  readonly entropy?: number;
  readonly randomness?: number;
  readonly checksum?: string;
  readonly paths?: readonly string[];
  readonly generic?: boolean;
  readonly weak?: boolean;
  readonly inTests?: 'note' | 'off';
  readonly pair?: { readonly name: string; readonly part: 'id' | 'secret'; readonly required: boolean };
  readonly source?: string;
  readonly rotate?: string;
  readonly examples: Examples;
}

/** One file in `config/rules/`: `source` and `rotate` are the defaults of its rules; `parts` are pieces of patterns, by name. */
export interface RuleFile {
  readonly provider: string;
  readonly source?: string;
  readonly rotate?: string;
  readonly parts?: Readonly<Record<string, string>>;
  readonly rules: readonly RuleEntry[];
}

/** What is wrong with a rule file, and where: `file` is its path, `line` counts from 1. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** A step into the YAML document: keys and indexes. */
export type YamlPath = readonly (string | number)[];

/** Notes a problem at a place in the document. */
export type Report = (path: YamlPath, message: string) => void;
