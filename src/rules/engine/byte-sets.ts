/** A set of bytes: 1 for each member. Equal sets are one object, with one number. */
export interface ByteSet {
  readonly id: number;
  readonly members: Uint8Array;
  readonly size: number;
}

/** Keeps one object for each set of bytes. */
export class ByteSets {
  readonly #known = new Map<string, ByteSet>();
  readonly #byPattern = new Map<string, ByteSet>();

  /** @param holds whether a byte is a member */
  of(holds: (byte: number) => boolean): ByteSet {
    const members = Uint8Array.from({ length: 256 }, (_, byte) => (holds(byte) ? 1 : 0));
    const key = members.join('');
    const known = this.#known.get(key);
    if (known) return known;
    const set = { id: this.#known.size, members, size: members.reduce((sum, member) => sum + member, 0) };
    this.#known.set(key, set);
    return set;
  }

  /**
   * The latin1 characters that a pattern for one character matches. JavaScript's own engine is asked, so that the answer
   * is right for every escape, class and flag.
   */
  matchedBy(pattern: string, flags: string): ByteSet {
    const key = `${flags}/${pattern}`;
    const known = this.#byPattern.get(key);
    if (known) return known;
    const expression = new RegExp(`^(?:${pattern})$`, flags.replace(/[gmy]/g, ''));
    const set = this.of((byte) => expression.test(String.fromCharCode(byte)));
    this.#byPattern.set(key, set);
    return set;
  }
}
