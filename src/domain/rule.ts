/** The most characters that a rule's `notAfter` matches. */
export const LONGEST_NOT_AFTER = 32;

/**
 * `block` stops a commit or push; `warn` is reported and never stops one; neither does `note`, which texts for people
 * tell in one line. The words are those of SARIF's levels: error, warning, note.
 */
export const TIERS = ['block', 'warn', 'note'] as const;
export type Tier = (typeof TIERS)[number];

/** What a detector or a check says about a candidate. `certain`: a checksum or structure in the text proves it. */
export type Confidence = 'certain' | 'high' | 'medium' | 'low';

/**
 * The engine's half of a rule: all that is needed to find a candidate, compiled at build time from `config/rules/*.yaml`.
 * People's half (title, rotation) is `RuleDetails`, which a hook loads only when there is something to say.
 */
export interface Rule {
  readonly id: string;
  /** Rules of one family share fingerprints: a secret keeps its fingerprint when a rule is split or renamed. */
  readonly family: string;
  readonly tier: Tier;
  /** The configuration made it stop more: then it gives way to nothing that stops less. */
  readonly raised?: true;
  /** Lower-case literals; a match always contains one of them (compared without case unless `caseSensitive`). */
  readonly keywords: readonly string[];
  readonly caseSensitive: boolean;
  /** JavaScript regex source. A match has at most `maxLength` characters. */
  readonly pattern: string;
  readonly flags: string;
  /** Regex source of what may not stand right before a match, `\0`, and how the match begins: `public_?\0key`. Compared without case. */
  readonly notAfter?: string;
  /** The capture group that holds the secret; 0 is the whole match. */
  readonly secretGroup: number;
  /** The longest match, in characters, look-around included. */
  readonly maxLength: number;
  /** The least Shannon entropy of the secret, in bits per character; 0 asks for none. */
  readonly minEntropy: number;
  /** The least randomness of the secret, in bits: see `randomness`. 0: not asked. */
  readonly minRandomness: number;
  /** Name of a check in `src/detect/checksum/`, run on the secret. */
  readonly checksum?: string;
  /** Regex source on the path (from globs, compiled at build time): the rule looks at these paths only. */
  readonly paths?: string;
  /** A generic rule (keyword = value) gives way to a specific one on the same text; more is taken for a placeholder. */
  readonly generic: boolean;
  /** Looks for passwords that are words: `root` and `postgres` are no stand-ins then. */
  readonly weak?: true;
  /** In tests, examples and documentation, where such values are made up as a rule: `note` blocks nothing there, `off` says nothing. */
  readonly inTests?: 'note' | 'off';
  /** Confidence of a match without any further proof. */
  readonly confidence: Confidence;
  /** Pairing: `id` is public by itself, `secret` is found by context. Both halves name the same pair. */
  readonly pair?: { readonly name: string; readonly part: 'id' | 'secret'; readonly required: boolean };
}

/** How a rule did on the development sets of bench/accuracy: numbers of findings. */
export interface Measured {
  /** In trees of well-known projects, where nearly nothing is a secret that matters. */
  readonly clean: number;
  /** Of labelled values, those that are credentials, and those that are none. */
  readonly right: number;
  readonly wrong: number;
}

/** What `Measured` was measured on. */
export interface MeasuredOn {
  /** Of clean trees, in MB of 10^6 bytes. */
  readonly megabytes: number;
  /** How many labelled values. */
  readonly values: number;
}

/** People's half of a rule. */
export interface RuleDetails {
  readonly id: string;
  readonly title: string;
  readonly provider: string;
  /** GitHub's name for the type, where it has one: https://docs.github.com/code-security/secret-scanning/introduction/supported-secret-scanning-patterns */
  readonly secretType: string;
  /** Where the format is published. */
  readonly source: string;
  /** One or two sentences: how to revoke and replace it, with the page. */
  readonly rotate: string;
}

/** All that there is to know of a rule, both halves and what the configuration makes of it, for whoever asks. */
export interface RuleCard extends Pick<RuleDetails, 'id' | 'title' | 'secretType'> {
  /** Whose rule it is. */
  readonly origin: 'unleak' | 'configuration';
  /** Absent, with the source, for a rule of the configuration. */
  readonly provider?: string;
  readonly source?: string;
  readonly rotate?: string;
  /** As it stands in the rule. */
  readonly tier: Tier;
  /** What the configuration says, where it says something. */
  readonly configured?: Tier | 'off';
  readonly rule: Rule;
  /** Absent for a rule of the configuration. */
  readonly measured?: Measured & { readonly on: MeasuredOn };
  /** A line that holds such a secret, as a template: `{base62:30}` stands for 30 characters of that alphabet. */
  readonly example?: string;
}
