import type { HitVerifier } from '../../detect/engine/hit-verifier.ts';
import type { EngineTables } from '../../detect/engine/tables.ts';
import type { Candidate } from '../../domain/candidate.ts';
import type { Rule } from '../../domain/rule.ts';
import type { Core } from '../../wasm/core.ts';
import { DECIDED_WITHIN } from '../../wasm/search-forms.ts';
import { ANCHOR_WORDS } from '../../wasm/search-parts.ts';
import { type FlaggedObjects, NOTHING } from './flagged-objects.ts';
import { type AnsweredHit, HitResults } from './hit-results.ts';
import type { Walked, WalkInspector } from './walk-inspector.ts';
import { WindowSearch } from './window-search.ts';

/**
 * A literal that begins up to this many bytes before an edit, or behind its end, is looked at again. The search itself looks
 * no further ahead; for rules that do, or that look further back, anchors are kept.
 */
export const BACK = DECIDED_WITHIN;
export const FORWARD = 16;

/** Bytes of one anchor: position, form and mark, result. */
export const ANCHOR_SIZE = 12;
/** An object with more anchors, and what is made from it, is looked at in full. */
const MOST_ANCHORS = 4096;
const TOUCHED = 0x80000000;

// So many hits, or objects, between two looks at the clock; a large object is worth one of its own.
const HITS_A_LOOK = 256;
const OBJECTS_A_LOOK = 64;
const LARGE = 256 * 1024;

/** What is known of an object: all that a delta child needs from its base. Anchors lie behind the object's bytes. */
export interface Inspected extends Walked {
  /** Address and number of the anchors, in order of position. */
  readonly anchors: number;
  readonly count: number;
  /** False when there were too many anchors to keep: children must be looked at in full. */
  readonly complete: boolean;
  /** The secrets in it: a number of `FlaggedObjects`. */
  readonly set: number;
  /** Whether every claim of every anchor counts: none gave way to another, none lacks its other half. */
  readonly allCount: boolean;
}

/** What an inspector is made of. */
export interface InspectorParts {
  readonly core: Core;
  readonly tables: EngineTables;
  readonly verifier: HitVerifier;
  readonly rules: ReadonlyMap<string, Rule>;
  readonly flagged: FlaggedObjects;
  /** Throws when the time is up. */
  readonly checkTime: () => void;
}

/** A place where a literal stands, while an object is being looked at. */
interface Anchor extends AnsweredHit {
  readonly form: number;
}

/**
 * Looks at objects that lie in WebAssembly memory: at all of one, or at what a delta brought. An anchor is a hit that made
 * a claim, or might make one after an edit further away than the windows reach; a child inherits those that lie in what it
 * copies from its base. So a child's claims are those that a look at all of it would give, by induction from the root:
 * a place whose surroundings were all copied keeps its answer, and every other is searched and looked at again. An
 * object's anchors are the very ones that a look at all of it would keep.
 */
export class ObjectInspector implements WalkInspector<Inspected> {
  readonly back = BACK;
  readonly forward = FORWARD;
  /** Counters for `--stats` and for progress. */
  readonly looked = { objects: 0, bytes: 0, windowBytes: 0, verified: 0 };
  readonly #parts: InspectorParts;
  readonly #search: WindowSearch;
  readonly #results: HitResults;

  constructor(parts: InspectorParts) {
    const { core, verifier, rules } = parts;
    this.#parts = parts;
    this.#results = new HitResults(verifier, rules);
    this.#search = new WindowSearch(core, this.looked);
  }

  /** Where the search for what is new gets its windows: pass it to `applyDelta`. */
  get windows(): number {
    return this.#search.windows;
  }

  /** How many windows fit. */
  get mostWindows(): number {
    return this.#search.mostWindows;
  }

  /** Bytes that must be free behind an object of this length. */
  roomFor(length: number): number {
    return length + 192 + MOST_ANCHORS * ANCHOR_SIZE;
  }

  endOf({ anchors, count }: Inspected): number {
    return anchors + count * ANCHOR_SIZE;
  }

  /** Looks at all of an object. */
  whole(address: number, length: number): Inspected {
    this.#count(length);
    return this.#whole(address, length);
  }

  changed(
    base: Inspected,
    delta: readonly [number, number],
    address: number,
    length: number,
    count: number,
  ): Inspected {
    this.#count(length);
    if (!base.complete) return this.#whole(address, length);
    const fresh = this.#search.inWindows(address, length, count);
    if (base.count === 0) return this.#look(address, length, fresh);
    const anchors = anchorsBehind(address + length);
    const mapped = this.#map(base, delta, length, anchors);
    if (mapped < 0) return this.#whole(address, length);
    const outside = this.#outsideOfWindows(anchors, mapped, count);
    if (fresh.length === 0 && outside.length === mapped && this.#isSame(base, anchors, mapped))
      return { ...base, address, length, anchors, count: mapped };
    const touched = outside.filter(({ form }) => form >= TOUCHED);
    const untouched = outside.filter(({ form }) => form < TOUCHED);
    // What follows a literal may have changed so that it is none any more.
    const places = [...new Set(touched.map(({ position }) => position))];
    return this.#look(address, length, [...fresh, ...this.#search.at(address, length, places)], untouched);
  }

  /** The claims of an object, with their positions in it. */
  claims(address: number, length: number): Candidate[] {
    const object = this.#parts.core.bytes.subarray(address, address + length);
    const known = this.#results.next;
    const hits = this.#verifyAll(this.#search.whole(address, length), [], object);
    const claims = this.#results.claimsOf(hits);
    this.#results.forget(known);
    return this.#results.settle(claims);
  }

  /** Drops what is known of all objects: when no other will be made from one of them. */
  forgetAll(): void {
    this.#results.forget(1);
  }

  #count(length: number): void {
    if (++this.looked.objects % OBJECTS_A_LOOK === 0 || length > LARGE) this.#parts.checkTime();
    this.looked.bytes += length;
  }

  #whole(address: number, length: number): Inspected {
    return this.#look(address, length, this.#search.whole(address, length));
  }

  #map(base: Inspected, [delta, deltaEnd]: readonly [number, number], length: number, to: number): number {
    const { exports } = this.#parts.core;
    const { anchors, count } = base;
    const { anchorForms } = this.#parts.tables;
    return exports.mapAnchors(delta, deltaEnd, base.length, length, anchors, count, anchorForms, to, MOST_ANCHORS);
  }

  /** Whether a child's anchors are its base's, untouched and in the same order: then so are its claims. */
  #isSame(base: Inspected, anchors: number, count: number): boolean {
    if (count !== base.count || !base.allCount) return false;
    const { words } = this.#parts.core;
    for (let i = 0, a = base.anchors >> 2, b = anchors >> 2; i < count; i++, a += 3, b += 3) {
      const result = words[b + 2]!;
      if (words[a + 1] !== words[b + 1] || words[a + 2] !== result || this.#results.hasPair(result)) return false;
    }
    return true;
  }

  /** The anchors at an address, still marked where they were touched, less those that the search has just answered for. */
  #outsideOfWindows(anchors: number, count: number, windows: number): Anchor[] {
    const { words } = this.#parts.core;
    const outside: Anchor[] = [];
    let window = this.windows >> 2;
    const end = window + windows * 2;
    for (let at = anchors >> 2; at < (anchors >> 2) + count * 3; at += 3) {
      const position = words[at]!;
      while (window < end && words[window + 1]! <= position) window += 2;
      if (window < end && words[window]! <= position) continue;
      outside.push({ position, form: words[at + 1]!, result: words[at + 2]! });
    }
    return outside;
  }

  /** Asks the rules about what is new or touched, and keeps what matters. */
  #look(address: number, length: number, fresh: readonly number[], inherited: readonly Anchor[] = []): Inspected {
    const anchors = anchorsBehind(address + length);
    const empty = { address, length, anchors, count: 0, complete: true, set: NOTHING, allCount: true };
    if (fresh.length === 0 && inherited.length === 0) return empty;
    const object = this.#parts.core.bytes.subarray(address, address + length);
    const known = this.#results.next;
    const kept = this.#verifyAll(fresh, inherited, object);
    const claims = this.#results.claimsOf(kept);
    const settled = this.#results.settle(claims);
    const set = this.#parts.flagged.setOf(settled);
    if (kept.length > MOST_ANCHORS) {
      this.#results.forget(known);
      return { ...empty, complete: false, set };
    }
    const { words } = this.#parts.core;
    kept.forEach(({ position, form, result }, i) => {
      words.set([position, form, result], (anchors >> 2) + i * 3);
    });
    return {
      ...empty,
      count: kept.length,
      set,
      allCount: settled.filter(({ unpaired }) => !unpaired).length === claims.length,
    };
  }

  /** @returns the anchors worth keeping, by position */
  #verifyAll(fresh: readonly number[], inherited: readonly Anchor[], object: Buffer): Anchor[] {
    const kept = new Map<number, Anchor>();
    const keep = (position: number, form: number, result: number): void => {
      // Beyond the limit only claims count: nothing will be made from this object's anchors.
      if (result > 0 || (this.#isLong(form) && kept.size <= MOST_ANCHORS))
        kept.set(position * this.#parts.tables.formCount + form, { position, form, result });
    };
    for (let i = 0; i < fresh.length; i += 2) {
      keep(fresh[i]!, fresh[i + 1]!, this.#verify(fresh[i]!, fresh[i + 1]!, object));
    }
    for (const { position, form, result } of inherited) keep(position, form, result);
    return [...kept.values()].sort((a, b) => a.position - b.position || a.form - b.form);
  }

  /** Whether a match of a form may reach further than the windows do. */
  #isLong(form: number): boolean {
    const { anchors } = this.#parts.tables;
    return anchors[form * ANCHOR_WORDS + 2]! > BACK || anchors[form * ANCHOR_WORDS + 1]! > FORWARD;
  }

  #verify(position: number, form: number, object: Buffer): number {
    if (++this.looked.verified % HITS_A_LOOK === 0) this.#parts.checkTime();
    return this.#results.verify(position, form, object);
  }
}

/** Where the anchors of an object begin that ends at `end`. */
const anchorsBehind = (end: number): number => (end + 64 + 63) & ~63;
