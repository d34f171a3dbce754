const LF = 0x0a;

/** Turns positions in one object into lines and columns; positions come in ascending order, window after window. */
export class LineCounter {
  #counted = 0;
  #line = 1;
  #lineStart = 0;

  /**
   * @param bytes a window of the object, beginning at `offset`
   * @param position in the object, no less than in the call before
   * @returns line and column, both from 1, the column in bytes
   */
  locate(bytes: Buffer, offset: number, position: number): { line: number; column: number } {
    let at = bytes.indexOf(LF, Math.max(0, this.#counted - offset));
    while (at >= 0 && at + offset < position) {
      this.#line++;
      this.#lineStart = at + offset + 1;
      at = bytes.indexOf(LF, at + 1);
    }
    this.#counted = Math.max(this.#counted, position);
    return { line: this.#line, column: position - this.#lineStart + 1 };
  }
}
