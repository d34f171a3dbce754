import type { PackBytes } from '../../git/pack/pack-bytes.ts';
import type { PackTable } from '../../git/pack/pack-table.ts';
import type { Core } from '../../wasm/core.ts';
import type { Walked, WalkInspector } from './walk-inspector.ts';

// Objects whose children are being made wait in memory: so many of the largest size, or so many bytes. What a hostile pack
// piles up beyond is left to git.
const MOST_WAITING = 8;
const LEAST_ROOM = 64 * 1024 * 1024;

/** Receives what a walk meets. */
export interface WalkVisitor<T extends Walked> {
  /** Looked at; its bytes, and what the inspector keeps behind them, are still there. */
  object(slot: number, inspected: T): void;
  /** Could not be read here: damaged, too large, or built on what is; git has to say what it is. */
  unread(slot: number): void;
}

/** What a walk is made of. */
export interface WalkParts<T extends Walked> {
  readonly core: Core;
  readonly pack: PackTable;
  readonly bytes: PackBytes;
  readonly inspector: WalkInspector<T>;
  readonly visitor: WalkVisitor<T>;
  /** Bytes: larger objects and deltas are left to git, which reads them in pieces. */
  readonly largest: number;
}

/** An object whose children are being made. */
interface Frame<T> {
  readonly inspected: T;
  /** Where free memory begins below the object: what lay there has served its last child. */
  readonly gap: number;
  /** Those that have no children of their own come first, so that the object can go as soon as the long chain begins. */
  readonly children: readonly number[];
  next: number;
}

/**
 * Walks the delta trees of a pack: each object is made once from its base, looked at, and serves its own children. Depth
 * first, so that memory holds one chain, and of that only what is still needed.
 */
export class PackWalk<T extends Walked> {
  readonly #parts: WalkParts<T>;
  readonly #delta: number;
  readonly #limit: number;

  constructor(parts: WalkParts<T>) {
    this.#parts = parts;
    this.#delta = parts.core.alloc(largestDelta(parts.pack, parts.largest));
    this.#limit = parts.core.top + Math.max(LEAST_ROOM, MOST_WAITING * parts.largest);
  }

  /** Looks at an object that is stored whole, and at all that is made from it. */
  tree(root: number): void {
    this.#parts.inspector.forgetAll();
    const inspected = this.#readRoot(root);
    if (!inspected) this.#giveUp(root);
    const stack = inspected ? [this.#frame(root, inspected, inspected.address)] : [];
    for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
      const child = frame.children[frame.next++];
      if (child === undefined) {
        stack.pop();
        continue;
      }
      const isLast = frame.next === frame.children.length;
      const made = this.#make(frame, child, isLast);
      if (isLast) stack.pop();
      if (!made) this.#giveUp(child);
      else if (this.#parts.pack.firstChild[child]! >= 0)
        stack.push(this.#frame(child, made, isLast ? Math.min(frame.gap, made.address) : made.address));
    }
  }

  #frame(slot: number, inspected: T, gap: number): Frame<T> {
    const { firstChild, nextSibling } = this.#parts.pack;
    const leaves: number[] = [];
    const stems: number[] = [];
    for (let child = firstChild[slot]!; child >= 0; child = nextSibling[child]!) {
      (firstChild[child]! < 0 ? leaves : stems).push(child);
    }
    return { inspected, gap, children: [...leaves, ...stems], next: 0 };
  }

  #readRoot(slot: number): T | undefined {
    const { core, pack } = this.#parts;
    const length = pack.size[slot]!;
    const address = core.top;
    if (length > this.#parts.largest || !this.#inflate(slot, address, length)) return undefined;
    return this.#show(slot, this.#parts.inspector.whole(address, length));
  }

  /** Makes a child from its base, in the gap below it if it is the last one and fits there. */
  #make({ inspected: base, gap }: Frame<T>, slot: number, isLast: boolean): T | undefined {
    const { core, pack, inspector } = this.#parts;
    const { exports } = core;
    const size = pack.size[slot]!;
    if (size > this.#parts.largest || !this.#inflate(slot, this.#delta, size)) return undefined;
    const end = this.#delta + size;
    const length = exports.deltaResultSize(this.#delta, end) >>> 0;
    if (length > this.#parts.largest) return undefined;
    const room = inspector.roomFor(length);
    const address = isLast && gap + room <= base.address ? gap : aligned(inspector.endOf(base));
    if (address + room > this.#limit) return undefined;
    core.ensure(address + room);
    const windows = exports.applyDelta(
      ...([base.address, base.length, this.#delta, end, address, length] as const),
      ...([inspector.windows, inspector.mostWindows, inspector.back, inspector.forward] as const),
    );
    if (windows < 0) return undefined;
    return this.#show(slot, inspector.changed(base, [this.#delta, end], address, length, windows));
  }

  #show(slot: number, inspected: T): T {
    this.#parts.visitor.object(slot, inspected);
    return inspected;
  }

  #inflate(slot: number, address: number, length: number): boolean {
    const { core, pack, bytes, inspector } = this.#parts;
    const from = pack.offset[slot]! + pack.headerLength[slot]!;
    const packed = pack.offset[slot + 1]! - from;
    if (packed <= 0 || packed > this.#parts.largest) return false;
    core.ensure(address + inspector.roomFor(length));
    const source = bytes.at(from, packed);
    // To the last byte: what an index does not name may hide behind an entry.
    return core.exports.inflate(source, source + packed, address, length) === packed;
  }

  /** Leaves an object and all that is made from it to git. */
  #giveUp(slot: number): void {
    const { pack, visitor } = this.#parts;
    const left = [slot];
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      visitor.unread(next);
      for (let child = pack.firstChild[next]!; child >= 0; child = pack.nextSibling[child]!) left.push(child);
    }
  }
}

const aligned = (address: number): number => (address + 63) & ~63;

/** Room for the largest delta that a walk inflates. */
function largestDelta({ count, base, size }: PackTable, most: number): number {
  let largest = 0;
  for (let slot = 0; slot < count; slot++) if (base[slot]! >= 0 && size[slot]! > largest) largest = size[slot]!;
  return Math.min(largest, most);
}
