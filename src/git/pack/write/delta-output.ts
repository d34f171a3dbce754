/** git makes no longer copies, and other readers know none: https://github.com/git/git/blob/v2.39.5/diff-delta.c */
const LONGEST_COPY = 0x10000;
const LONGEST_INSERT = 127;
/** The two lengths, and the instruction that makes a delta too long. */
const SLACK = 160;

/**
 * Instructions that make one text of another: copies of the base, and bytes of the result. Neighbouring ranges are joined.
 * Format: https://git-scm.com/docs/gitformat-pack#_deltified_representation
 */
export class DeltaOutput {
  #room = Buffer.allocUnsafeSlow(4096);
  #length = 0;
  #most = 0;
  #result: Uint8Array = this.#room;
  // What is not written yet: a range of the base, or one of the result.
  #copies = false;
  #from = 0;
  #to = 0;

  /** Begins a delta. @param most it is given up when it becomes longer, in bytes */
  begin(baseLength: number, result: Uint8Array, most: number): void {
    if (this.#room.length < most + SLACK) this.#room = Buffer.allocUnsafeSlow((most + SLACK) * 2);
    this.#result = result;
    this.#most = most;
    this.#from = this.#to = this.#length = 0;
    this.#writeLength(baseLength);
    this.#writeLength(result.length);
  }

  /** Whether it is too long by now: then it is of no use. */
  get isTooLong(): boolean {
    return this.#length > this.#most;
  }

  /** Next in the result is this range of the base. */
  copy(from: number, to: number): void {
    this.#go(true, from, to);
  }

  /** Next in the result is this range of it. */
  insert(from: number, to: number): void {
    this.#go(false, from, to);
  }

  /** @returns the delta, which is there until the next `begin`; undefined: too long */
  end(): Buffer | undefined {
    this.#flush();
    return this.isTooLong ? undefined : this.#room.subarray(0, this.#length);
  }

  #go(copies: boolean, from: number, to: number): void {
    if (from === to) return;
    if (copies === this.#copies && from === this.#to) {
      this.#to = to;
      return;
    }
    this.#flush();
    this.#copies = copies;
    this.#from = from;
    this.#to = to;
  }

  #flush(): void {
    const longest = this.#copies ? LONGEST_COPY : LONGEST_INSERT;
    for (let from = this.#from; from < this.#to && !this.isTooLong; from += longest) {
      const length = Math.min(longest, this.#to - from);
      if (this.#copies) this.#writeCopy(from, length);
      else this.#writeInsert(from, length);
    }
    this.#from = this.#to;
  }

  /** One bit of the first byte for each byte of the position and the length that is not 0. */
  #writeCopy(from: number, length: number): void {
    const first = this.#length++;
    let bits = 0x80;
    for (let k = 0; k < 4; k++) bits |= this.#writeByte((from >>> (8 * k)) & 0xff, 1 << k);
    // No length at all is the longest.
    for (let k = 0; k < 2; k++) bits |= this.#writeByte((length >>> (8 * k)) & 0xff, 0x10 << k);
    this.#room[first] = bits;
  }

  #writeByte(byte: number, bit: number): number {
    if (byte === 0) return 0;
    this.#room[this.#length++] = byte;
    return bit;
  }

  #writeInsert(from: number, length: number): void {
    this.#room[this.#length++] = length;
    for (let k = 0; k < length; k++) this.#room[this.#length++] = this.#result[from + k]!;
  }

  #writeLength(length: number): void {
    let rest = length;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) this.#room[this.#length++] = (rest % 0x80) | 0x80;
    this.#room[this.#length++] = rest;
  }
}
