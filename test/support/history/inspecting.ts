import { expect } from 'vitest';
import { HitVerifier } from '../../../src/detect/engine/hit-verifier.ts';
import { buildTables, type EngineForm } from '../../../src/detect/engine/tables.ts';
import type { Candidate } from '../../../src/domain/candidate.ts';
import { FlaggedObjects } from '../../../src/gate/history/flagged-objects.ts';
import {
  ANCHOR_SIZE,
  BACK,
  FORWARD,
  type Inspected,
  ObjectInspector,
} from '../../../src/gate/history/object-inspector.ts';
import { engineTables } from '../../../src/rules/generated/engine-tables.ts';
import { RULES } from '../../../src/rules/generated/rules.ts';
import { Core } from '../../../src/wasm/core.ts';
import { lengthOf, writeDelta } from '../../unit/wasm/delta-writer.ts';
import type { DeltaOperation } from '../reference/apply-delta.ts';

const rules = new Map(RULES.map((rule) => [rule.id, rule]));

/** The built-in rules over one core, as a scan has them. */
export class Bench {
  readonly core = new Core();
  readonly flagged = new FlaggedObjects(Buffer.alloc(32, 7), rules);
  readonly inspector: ObjectInspector;
  readonly #formOf: (form: number) => EngineForm;

  constructor() {
    const tables = buildTables(this.core, engineTables());
    const verifier = new HitVerifier(tables, rules);
    const parts = { core: this.core, tables, verifier, rules, flagged: this.flagged, checkTime: () => {} };
    this.inspector = new ObjectInspector(parts);
    this.#formOf = tables.form;
  }

  /** Puts an object behind what is there. @returns its address */
  place(bytes: Uint8Array, after = this.core.top): number {
    const address = (after + 63) & ~63;
    this.core.ensure(address + this.inspector.roomFor(bytes.length));
    this.core.bytes.set(bytes, address);
    this.core.bytes.fill(0, address + bytes.length, address + bytes.length + 64);
    return address;
  }

  bytesOf({ address, length }: Inspected): Buffer {
    return Buffer.from(this.core.bytes.subarray(address, address + length));
  }

  /** The secrets in an object, by names that are the same on every bench. */
  namesOf({ set }: Inspected): string[] {
    const { secrets, sets } = this.flagged.result();
    return sets[set]!.map((number) => `${secrets[number]!.rule} ${secrets[number]!.key}`).sort();
  }

  /** An object's anchors: position, form, and whether it made a claim. */
  anchorsOf({ anchors, count }: Inspected): string[] {
    return Array.from({ length: count }, (_, i) => {
      const [position, form, result] = this.core.words.subarray(anchors / 4 + i * 3);
      return `${position} ${this.#nameOf(form!)} ${result === 0 ? 'nothing' : 'claim'}`;
    });
  }

  #nameOf(form: number): string {
    const { kind, literal, skip } = this.#formOf(form);
    return `${kind} ${literal} ${skip} (${form})`;
  }
}

/** A chain of objects, each made from the one before, looked at by what its delta brought. */
export class Chain {
  readonly #bench = new Bench();
  readonly #check = new Bench();
  #last: Inspected;
  /** What has been compared. */
  readonly seen = { objects: 0, claims: 0, rules: new Set<string>(), kinds: new Set<string>() };

  constructor() {
    this.#last = this.#bench.inspector.whole(this.#bench.place(Buffer.alloc(0)), 0);
  }

  /** Starts anew with a whole object. */
  begin(bytes: Uint8Array): this {
    this.#last = this.#bench.inspector.whole(this.#bench.place(bytes), bytes.length);
    this.#compare(bytes);
    return this;
  }

  /** Where the last object's claims begin and end. */
  get places(): number[] {
    return this.claims().flatMap(({ start, end }) => [start, end]);
  }

  get bytes(): Buffer {
    return this.#bench.bytesOf(this.#last);
  }

  /** Makes the next object by a delta and asserts that it is seen as a look at all of it sees it. */
  next(operations: readonly DeltaOperation[]): this {
    const { core, inspector } = this.#bench;
    const delta = writeDelta(this.#last.length, operations);
    const length = operations.reduce((sum, operation) => sum + lengthOf(operation), 0);
    const base = this.#moveDown();
    const at = this.#bench.place(delta, base.anchors + base.count * ANCHOR_SIZE);
    const address = this.#bench.place(Buffer.alloc(length), at + delta.length + 64);
    const count = core.exports.applyDelta(
      ...([base.address, base.length, at, at + delta.length, address, length] as const),
      ...([inspector.windows, inspector.mostWindows, BACK, FORWARD] as const),
    );
    expect(count).toBeGreaterThanOrEqual(0);
    this.#last = inspector.changed(base, [at, at + delta.length], address, length, count);
    this.#compare(this.bytes);
    return this;
  }

  /** Whether the next object will be looked at by its changes only. */
  get complete(): boolean {
    return this.#last.complete;
  }

  claims(): Candidate[] {
    return this.#check.inspector.claims(this.#check.place(this.bytes), this.#last.length);
  }

  /** The last object with its anchors, at the start of free memory, so that a long chain takes no more than two. */
  #moveDown(): Inspected {
    const { core } = this.#bench;
    const { address, anchors, count } = this.#last;
    const by = core.top - address;
    core.bytes.copyWithin(core.top, address, anchors + count * ANCHOR_SIZE);
    return { ...this.#last, address: core.top, anchors: anchors + by };
  }

  #compare(bytes: Uint8Array): void {
    const { core, inspector } = this.#check;
    const whole = inspector.whole(this.#check.place(bytes), bytes.length);
    if (whole.complete && this.#last.complete) {
      expect(this.#last.allCount).toBe(whole.allCount);
      expect(this.#bench.anchorsOf(this.#last), 'anchors').toEqual(this.#check.anchorsOf(whole));
    }
    expect(this.#bench.namesOf(this.#last), 'secrets').toEqual(this.#check.namesOf(whole));
    expect(this.#last.complete || !whole.complete).toBe(true);
    this.seen.objects++;
    for (const { rule, encodings } of inspector.claims(core.top, bytes.length)) {
      this.seen.claims++;
      this.seen.rules.add(rule);
      this.seen.kinds.add(encodings.join() || 'plain');
    }
  }
}
