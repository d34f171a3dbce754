const REDACTED = '[secret]';

/**
 * The text of a secret, opaque to everything that prints: `toString`, `toJSON` and `util.inspect` all give `[secret]`.
 * `.reveal()` is the one door to the text; `test/unit/architecture.test.ts` holds the list of files that may call it.
 */
export class Secret {
  readonly #text: string;

  /** @param text the secret as latin1 text: one character for each byte. */
  constructor(text: string) {
    this.#text = text;
  }

  /** Length in characters. */
  get length(): number {
    return this.#text.length;
  }

  /** The secret's text. Never print, log or store what this returns. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return REDACTED;
  }
}
