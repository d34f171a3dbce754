import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Inspected } from '../../../../src/gate/history/object-inspector.ts';
import { PackWalk } from '../../../../src/gate/history/pack-walk.ts';
import { planPack } from '../../../../src/gate/history/plan.ts';
import { openObjectStore } from '../../../../src/git/pack/object-store.ts';
import { PackBytes } from '../../../../src/git/pack/pack-bytes.ts';
import { Bench } from '../../../support/history/inspecting.ts';
import { below, plantedText } from '../../../support/history/planted-text.ts';
import { randomDelta } from '../../../support/history/random-delta.ts';
import { applyParsed, type DeltaOperation, parseDelta } from '../../../support/reference/apply-delta.ts';
import { sandbox } from '../../../support/sandbox.ts';
import { seededRandom } from '../../../support/template.ts';
import { type Entry, ofsDelta, sizeHeader, writeEntries } from '../../git/pack/pack-writer.ts';
import { sizeBytes, writeDelta } from '../../wasm/delta-writer.ts';

/** What a walk met: by slot the bytes that were looked at and the secrets in them, and what was left to git. */
interface Walked {
  readonly seen: ReadonlyMap<number, Buffer>;
  readonly sets: ReadonlyMap<number, readonly string[]>;
  readonly unread: readonly number[];
  /** Bytes of memory above what a walk reserves. */
  readonly stack: number;
}

/** A pack while it is written: blobs and deltas on earlier ones. */
class PackInMaking {
  readonly entries: Entry[] = [];
  readonly contents: Buffer[] = [];
  readonly #offsets: number[] = [];
  #end = 12;

  whole(content: Buffer): this {
    return this.#add(content, Buffer.concat([sizeHeader(3, content.length), deflateSync(content)]));
  }

  /** @param delta what stands in the pack, where it is not the right one */
  delta(base: number, operations: readonly DeltaOperation[], delta?: Buffer): this {
    const right = writeDelta(this.contents[base]!.length, operations);
    const { bytes } = applyParsed(this.contents[base]!, parseDelta(right));
    return this.#add(Buffer.from(bytes), ofsDelta(delta ?? Buffer.from(right), this.#end - this.#offsets[base]!));
  }

  /** The base and some bytes more, at most 127. */
  grown(base: number, by = 1): this {
    const insert = Buffer.alloc(by, 'x');
    const content = Buffer.concat([this.contents[base]!, insert]);
    const copy = { copy: 0, length: content.length - by };
    const delta = writeDelta(copy.length, [copy, { insert }]);
    return this.#add(content, ofsDelta(Buffer.from(delta), this.#end - this.#offsets[base]!));
  }

  #add(content: Buffer, bytes: Buffer): this {
    const id = createHash('sha1').update(`blob ${content.length}\0${this.entries.length}`).update(content).digest();
    this.entries.push({ id, bytes });
    this.contents.push(content);
    this.#offsets.push(this.#end);
    this.#end += bytes.length;
    return this;
  }

  /** Walks it. @returns by slot the bytes that were looked at, and what was left to git */
  walk(largest = 32 << 20): Walked {
    const folder = writeEntries(join(sandbox().root, 'objects'), 'a', this.entries);
    const [pack] = openObjectStore([folder]).packs;
    const bench = new Bench();
    const { core, inspector } = bench;
    const seen = new Map<number, Buffer>();
    const sets = new Map<number, string[]>();
    const unread: number[] = [];
    let highest = 0;
    const visitor = {
      object: (slot: number, inspected: Inspected) => {
        highest = Math.max(highest, inspected.anchors);
        seen.set(slot, bench.bytesOf(inspected));
        sets.set(slot, bench.namesOf(inspected));
      },
      unread: (slot: number) => void unread.push(slot),
    };
    const bytes = new PackBytes(core, pack!.file, 1 << 20, 1 << 20);
    const walk = new PackWalk({ core, pack: pack!, bytes, inspector, visitor, largest });
    for (const root of planPack(pack!).roots) walk.tree(root);
    bytes.close();
    return { seen, sets, unread: unread.sort((a, b) => a - b), stack: highest - core.top };
  }
}

const MOST_BYTES = 30_000;

/** Deltas on any earlier object: chains, stars and what is between. */
function randomTree(seed: number, objects: number): PackInMaking {
  const random = seededRandom(seed);
  const made = new PackInMaking().whole(plantedText(random, 6));
  const reach = 1 + below(random, 8);
  while (made.entries.length < objects) {
    const base = Math.max(0, made.entries.length - 1 - below(random, reach));
    if (random() < 0.03) made.whole(plantedText(random, 4));
    else if (made.contents[base]!.length > MOST_BYTES) made.delta(base, [{ copy: 1000, length: 5000 }]);
    else made.delta(base, randomDelta(made.contents[base]!, [below(random, 2000)], random));
  }
  return made;
}

describe('PackWalk', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('makes every object of a tree as it is, and sees what is in it (%i)', (seed) => {
    const made = randomTree(seed, 120);
    const { seen, unread, sets } = made.walk();
    expect(unread).toEqual([]);
    expect(seen.size).toBe(made.contents.length);
    const check = new Bench();
    for (const [slot, content] of made.contents.entries()) {
      expect(seen.get(slot)!.equals(content), `object ${slot}`).toBe(true);
      const whole = check.inspector.whole(check.place(content), content.length);
      expect(sets.get(slot)).toEqual(check.namesOf(whole));
    }
  });

  const base = Buffer.from('nothing here\n'.repeat(50));
  const append = [{ copy: 0, length: base.length }, { insert: Buffer.from('more') }];

  it('leaves a damaged delta and all that is made from it to git, and goes on with the rest', () => {
    const damaged = Buffer.from([...sizeBytes(base.length), ...sizeBytes(base.length + 4), 0]);
    const made = new PackInMaking().whole(base).delta(0, append, damaged).delta(1, append).delta(0, append).whole(base);
    const { seen, unread } = made.walk();
    expect(unread).toEqual([1, 2]);
    expect([...seen.keys()].sort()).toEqual([0, 3, 4]);
  });

  it.each([2 ** 20 + 1, 2 ** 31, 0x90000000, 0xfffffffe, 2 ** 32, 2 ** 40])(
    'leaves a delta that makes %i bytes to git',
    (size) => {
      const copies = Array.from({ length: 120_000 }, () => [0x90 | 0x20, base.length & 255, base.length >> 8]).flat();
      const bomb = Buffer.from([...sizeBytes(base.length), ...sizeBytes(size), ...copies]);
      expect(
        new PackInMaking()
          .whole(base)
          .delta(0, append, bomb)
          .walk(1 << 20).unread,
      ).toEqual([1]);
    },
  );

  it('keeps no more than one chain in memory, and of that only what is needed', () => {
    const made = new PackInMaking().whole(Buffer.alloc(100_000, 'nothing here\n'));
    for (let n = 0; n < 500; n++) made.grown(n, 1 + (n % 127));
    const { seen, stack } = made.walk();
    for (const [slot, content] of made.contents.entries()) expect(seen.get(slot)!.equals(content)).toBe(true);
    expect(stack).toBeLessThan(400_000);
  });

  it('leaves to git what would pile up in memory', () => {
    const size = 1_000_000;
    const spine = 100;
    const made = new PackInMaking().whole(Buffer.alloc(size, 'nothing here\n'));
    for (let n = 0; n < spine; n++) made.grown(n);
    // Each has a second child that has one itself, so that none can go before all below it are done.
    for (let n = 0; n < spine; n++) made.grown(n).grown(made.entries.length - 1);
    const { seen, unread, stack } = made.walk(size * 2);
    expect(seen.size + unread.length).toBe(1 + spine * 3);
    expect(unread.length).toBeGreaterThan(0);
    expect(stack).toBeLessThan(70 << 20);
  });

  it('is not stopped by a million bytes of one line, nor by many tiny deltas', () => {
    const made = new PackInMaking().whole(Buffer.alloc(1_000_000, 'a'));
    for (let n = 0; n < 1000; n++) made.delta(0, [{ copy: 0, length: 1000 + n }]);
    expect(made.walk().seen.size).toBe(1001);
  });
});
