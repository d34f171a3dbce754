/** An object that lies in WebAssembly memory. Addresses and lengths are in bytes. */
export interface Walked {
  readonly address: number;
  readonly length: number;
}

/** Looks at the objects that a walk makes: at all of one, or at what a delta brought. @typeParam T what it knows of one */
export interface WalkInspector<T extends Walked> {
  /** Address of the room for what `applyDelta` says is new, and how many windows fit there. */
  readonly windows: number;
  readonly mostWindows: number;
  /** What begins up to so many bytes before an edit, or behind its end, is looked at again. */
  readonly back: number;
  readonly forward: number;
  /** Bytes that must be free from the address of an object of this length on. */
  roomFor(length: number): number;
  /** Where an object ends, with what is kept behind it. */
  endOf(inspected: T): number;
  /** Looks at all of an object. */
  whole(address: number, length: number): T;
  /**
   * Looks at what a delta brought.
   * @param delta where the delta's bytes begin and end
   * @param count how many windows `applyDelta` left
   */
  changed(base: T, delta: readonly [number, number], address: number, length: number, count: number): T;
  /** Drops what is known of all objects: when no other will be made from one of them. */
  forgetAll(): void;
}
