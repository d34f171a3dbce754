/** A rule that a literal serves. */
export interface LiteralUse {
  /** The rule's id. */
  readonly rule: string;
  /** The most bytes from where a match begins (look-behind included) to where the literal in it does. */
  readonly before: number;
  /** The most bytes from where the literal begins to where the match ends (look-ahead included). */
  readonly after: number;
  /** How many of `before` are there for the rule's `notAfter` only, so that no match begins there. */
  readonly behind?: number;
}

/** A text to look for. */
export interface SearchLiteral {
  /** latin1; in lower case if `caseless`. */
  readonly text: string;
  readonly caseless: boolean;
  /** Not looked for in base64 and hexadecimal digits. */
  readonly noBases?: true;
  /** Empty for a literal that was added at run time. */
  readonly uses: readonly LiteralUse[];
}
