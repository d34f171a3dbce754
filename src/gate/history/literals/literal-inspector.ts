import { buildTables } from '../../../detect/engine/tables.ts';
import type { ExtraLiteral } from '../../../detect/engine/tables-extras.ts';
import type { Core } from '../../../wasm/core.ts';
import type { EngineData } from '../../../wasm/search-parts.ts';
import type { Walked, WalkInspector } from '../walk-inspector.ts';

/** What is known of an object: whether a literal stands in it. */
export interface LookedAt extends Walked {
  readonly holds: boolean;
}

/** A place at which a form of a literal begins, and which of the literals it is. */
export interface LiteralHit {
  readonly position: number;
  readonly literal: number;
}

const MOST_WINDOWS = 16384;
// One is enough to know: with room for one, the search stops at the second.
const ONE_HIT = 1;
/** Of an object with more of them, all is looked at. */
const MOST_HITS = 1024;
// Zeros that `applyDelta` writes behind an object, what it copies too much, and room to align what comes next.
const BEHIND = 192;

/**
 * Says of objects in WebAssembly memory whether any of some literals stands in them, in any of its forms. Of an object
 * that is made from one without any, only what the delta brought is looked at, as far around each edit as the longest
 * form reaches; of an object that is made from one with a literal, which may have gone, all.
 */
export class LiteralInspector implements WalkInspector<LookedAt> {
  readonly windows: number;
  readonly mostWindows = MOST_WINDOWS;
  readonly back: number;
  // A form stands where its own bytes do, whatever is before them.
  readonly forward = 0;
  readonly looked = { objects: 0, bytes: 0, windowBytes: 0 };
  readonly #core: Core;
  readonly #hits: number;
  readonly #literalOf: (form: number) => number;
  /** Whatever the bytes are: every object, or none. */
  readonly #always: boolean | undefined;

  /** @param literals undefined: every object is as if it had one */
  constructor(core: Core, literals: readonly ExtraLiteral[] | undefined) {
    this.#core = core;
    this.#always = literals === undefined ? true : literals.length === 0 ? false : undefined;
    this.windows = core.alloc(MOST_WINDOWS * 8);
    this.#hits = core.alloc(MOST_HITS * 8);
    const forms = this.#always === undefined ? formsOf(core, literals!) : NO_FORMS;
    this.back = forms.longest - 1;
    this.#literalOf = forms.literalOf;
  }

  roomFor(length: number): number {
    return length + BEHIND;
  }

  endOf({ address, length }: LookedAt): number {
    return address + length + 64;
  }

  whole(address: number, length: number): LookedAt {
    this.#count(length);
    return this.#whole(address, length);
  }

  changed(base: LookedAt, _: readonly [number, number], address: number, length: number, count: number): LookedAt {
    this.#count(length);
    return base.holds ? this.#whole(address, length) : { address, length, holds: this.#search(address, length, count) };
  }

  forgetAll(): void {}

  /**
   * Where literals stand in an object that holds one.
   * @returns undefined where there is nothing to look for, or they are too many to list
   */
  hits({ address, length }: LookedAt): LiteralHit[] | undefined {
    if (this.#always !== undefined) return undefined;
    const { exports, words } = this.#core;
    words.set([0, length], this.windows >> 2);
    const count = exports.search(address, length, this.windows, 1, this.#hits, MOST_HITS);
    if (count >= MOST_HITS) return undefined;
    const found = words.subarray(this.#hits >> 2, (this.#hits >> 2) + 2 * count);
    return Array.from({ length: count }, (_, i) => ({
      position: found[2 * i]!,
      literal: this.#literalOf(found[2 * i + 1]!),
    }));
  }

  /** Looks at bytes that are not in the core's memory. They are put above what is reserved there. */
  copied(bytes: Uint8Array): LookedAt {
    const address = this.#core.top;
    if (this.#always !== undefined) return { address, length: bytes.length, holds: this.#always };
    this.#core.ensure(address + this.roomFor(bytes.length));
    this.#core.bytes.set(bytes, address);
    this.#core.bytes.fill(0, address + bytes.length, address + bytes.length + 64);
    return this.#whole(address, bytes.length);
  }

  #count(length: number): void {
    this.looked.objects++;
    this.looked.bytes += length;
  }

  #whole(address: number, length: number): LookedAt {
    this.#core.words.set([0, length], this.windows >> 2);
    return { address, length, holds: this.#search(address, length, length === 0 ? 0 : 1) };
  }

  #search(address: number, length: number, windows: number): boolean {
    if (this.#always !== undefined) return this.#always;
    if (windows === 0) return false;
    const { exports, words } = this.#core;
    for (let i = 0, at = this.windows >> 2; i < windows; i++, at += 2)
      this.looked.windowBytes += words[at + 1]! - words[at]!;
    return exports.search(address, length, this.windows, windows, this.#hits, ONE_HIT) > 0;
  }
}

const NO_FORMS = { longest: 1, literalOf: (form: number): number => form };

/** Hands the search these literals only. @returns the bytes of the longest form of any, and which literal a form is one of */
function formsOf(core: Core, literals: readonly ExtraLiteral[]): typeof NO_FORMS {
  const { firstExtra, formCount, form } = buildTables(core, noRules(), { extraLiterals: literals });
  let longest = 1;
  for (let number = 0; number < formCount; number++) longest = Math.max(longest, form(number).length);
  return { longest, literalOf: (number) => form(number).literal - firstExtra };
}

/** Tables without any rule: two states, which read nothing. */
function noRules(): EngineData {
  const none = new Uint32Array(0);
  const parts = { forms: none, anchors: none, origins: none, sets: none, states: none, classes: new Uint8Array(0) };
  return { literals: [], parts };
}
