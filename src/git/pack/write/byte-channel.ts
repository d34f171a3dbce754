/** Parts of the memory: while one is filled, others are worked off. Large enough that threads seldom wait for each other. */
const PARTS = 8;
const PART = 2 ** 19;

/** Memory through which one thread sends bytes to another, in order. */
export interface ByteChannel {
  readonly memory: SharedArrayBuffer;
  /** For each part how many bytes stand in it, 0: it may be filled. Then the two flags of the receiver. */
  readonly state: Int32Array<SharedArrayBuffer>;
}

/** Positions in `state` of what the receiver says: it could not do its work; it is done. */
export const FAILED = PARTS;
export const DONE = PARTS + 1;

export const openChannel = (): ByteChannel => ({
  memory: new SharedArrayBuffer(PARTS * PART),
  state: new Int32Array(new SharedArrayBuffer((PARTS + 2) * 4)),
});

/** Sets a number and wakes the thread that waits for it. */
export function tell(state: Int32Array<SharedArrayBuffer>, at: number, value: number): void {
  Atomics.store(state, at, value);
  Atomics.notify(state, at);
}

/** The sending end. */
export class ChannelSender {
  readonly #state: Int32Array<SharedArrayBuffer>;
  readonly #bytes: Uint8Array;
  readonly #wait: (at: number, value: number) => void;
  #part = 0;
  #used = 0;

  /** @param wait waits as long as a number of `state` has a value */
  constructor({ memory, state }: ByteChannel, wait: (at: number, value: number) => void) {
    this.#state = state;
    this.#bytes = new Uint8Array(memory);
    this.#wait = wait;
  }

  /** Sends bytes; they may arrive later, at `flush` at the latest. */
  send(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length; ) {
      const length = Math.min(PART - this.#used, bytes.length - done);
      const all = length === bytes.length;
      this.#bytes.set(all ? bytes : bytes.subarray(done, done + length), this.#part * PART + this.#used);
      this.#used += length;
      done += length;
      if (this.#used === PART) this.flush();
    }
  }

  /** Whether the receiver has so much to do that sending more may mean waiting. */
  get isAhead(): boolean {
    return Atomics.load(this.#state, (this.#part + 1) % PARTS) !== 0;
  }

  flush(): void {
    if (this.#used === 0) return;
    tell(this.#state, this.#part, this.#used);
    this.#used = 0;
    this.#part = (this.#part + 1) % PARTS;
    const filled = Atomics.load(this.#state, this.#part);
    if (filled !== 0) this.#wait(this.#part, filled);
  }
}

/** The receiving end. */
export class ChannelReceiver {
  readonly #state: Int32Array<SharedArrayBuffer>;
  readonly #bytes: Buffer;
  #part = 0;
  #read = 0;
  #filled = 0;

  constructor({ memory, state }: ByteChannel) {
    this.#state = state;
    this.#bytes = Buffer.from(memory);
  }

  /** Waits for so many bytes. @returns them; they change with the next call */
  receive(length: number): Buffer {
    if (length === 0) return this.#bytes.subarray(0, 0);
    if (this.#available() >= length) return this.#take(length);
    const whole = Buffer.allocUnsafeSlow(length);
    for (let done = 0; done < length; ) {
      const part = this.#take(Math.min(this.#available(), length - done));
      whole.set(part, done);
      done += part.length;
    }
    return whole;
  }

  #take(length: number): Buffer {
    const from = this.#part * PART + this.#read;
    this.#read += length;
    return this.#bytes.subarray(from, from + length);
  }

  /** How many bytes there are in this part, or, when it is read, in the next. */
  #available(): number {
    if (this.#filled > 0 && this.#read === this.#filled) {
      tell(this.#state, this.#part, 0);
      this.#part = (this.#part + 1) % PARTS;
      this.#read = this.#filled = 0;
    }
    while (this.#filled === 0) {
      Atomics.wait(this.#state, this.#part, 0);
      this.#filled = Atomics.load(this.#state, this.#part);
    }
    return this.#filled - this.#read;
  }
}
