const CHUNK = 8 * 2 ** 20;

/** Copies of many small objects, by number, in few pieces of memory. */
export class ObjectTexts {
  readonly #texts: Buffer[] = [];
  readonly #chunks: Buffer[] = [];
  /** The piece that is being filled, and how full it is. */
  #current = 0;
  #used = 0;

  set(number: number, bytes: Buffer): void {
    const copy = this.#room(bytes.length);
    bytes.copy(copy);
    this.#texts[number] = copy;
  }

  get(number: number): Buffer {
    return this.#texts[number]!;
  }

  /** Forgets all; the memory is used again. */
  clear(): void {
    this.#texts.length = 0;
    this.#current = 0;
    this.#used = 0;
  }

  #room(length: number): Buffer {
    if (length > CHUNK) return Buffer.allocUnsafeSlow(length);
    if (this.#used + length > CHUNK) {
      this.#current++;
      this.#used = 0;
    }
    const chunk = this.#chunks[this.#current] ?? Buffer.allocUnsafeSlow(CHUNK);
    this.#chunks[this.#current] = chunk;
    this.#used += length;
    return chunk.subarray(this.#used - length, this.#used);
  }
}
