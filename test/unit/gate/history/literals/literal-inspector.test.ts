import { describe, expect, it } from 'vitest';
import type { ExtraLiteral } from '../../../../../src/detect/engine/tables-extras.ts';
import { LiteralInspector, type LookedAt } from '../../../../../src/gate/history/literals/literal-inspector.ts';
import { Core } from '../../../../../src/wasm/core.ts';
import { allows, formsOf } from '../../../../../src/wasm/search-forms.ts';
import { below, oneOf, prose } from '../../../../support/history/planted-text.ts';
import { randomDelta } from '../../../../support/history/random-delta.ts';
import type { DeltaOperation } from '../../../../support/reference/apply-delta.ts';
import { expandTemplate, type Random, seededRandom } from '../../../../support/template.ts';
import { lengthOf, writeDelta } from '../../../wasm/delta-writer.ts';

// Made at run time. The long one is longer than any window of the rules' engine.
const LITERALS: readonly ExtraLiteral[] = ['{base62:36}', '{base64:300}', 'x{lower:4}/q'].map((template, i) => ({
  text: expandTemplate(template, seededRandom(i + 1)),
  caseless: false,
}));

/** Objects, each made from the one before, and whether a literal is seen in each. */
class LiteralChain {
  readonly core = new Core();
  readonly inspector = new LiteralInspector(this.core, LITERALS);
  #last: LookedAt = { address: this.core.top, length: 0, holds: false };

  begin(bytes: Uint8Array): LookedAt {
    this.#last = this.inspector.whole(this.#place(bytes, this.core.top), bytes.length);
    return this.#last;
  }

  get bytes(): Buffer {
    const { address, length } = this.#last;
    return Buffer.from(this.core.bytes.subarray(address, address + length));
  }

  next(operations: readonly DeltaOperation[]): LookedAt {
    const { inspector, core } = this;
    const delta = writeDelta(this.#last.length, operations);
    const length = operations.reduce((sum, operation) => sum + lengthOf(operation), 0);
    const base = { ...this.#last, address: core.top };
    core.bytes.copyWithin(core.top, this.#last.address, this.#last.address + this.#last.length);
    const at = this.#place(delta, inspector.endOf(base));
    const address = this.#place(Buffer.alloc(length), at + delta.length + 64);
    const count = core.exports.applyDelta(
      ...([base.address, base.length, at, at + delta.length, address, length] as const),
      ...([inspector.windows, inspector.mostWindows, inspector.back, inspector.forward] as const),
    );
    expect(count).toBeGreaterThanOrEqual(0);
    this.#last = inspector.changed(base, [at, at + delta.length], address, length, count);
    return this.#last;
  }

  #place(bytes: Uint8Array, after: number): number {
    const address = (after + 63) & ~63;
    this.core.ensure(address + this.inspector.roomFor(bytes.length));
    this.core.bytes.set(bytes, address);
    this.core.bytes.fill(0, address + bytes.length, address + bytes.length + 64);
    return address;
  }
}

const FORMS = LITERALS.flatMap(({ text }) => formsOf(text, false));

/** Whether a form of a literal stands anywhere, by comparing everywhere. */
const holds = (bytes: Buffer): boolean =>
  FORMS.some(({ sets }) => {
    for (let at = 0; at + sets.length <= bytes.length; at++)
      if (allows(sets[0]!, bytes[at]!) && sets.every((set, i) => allows(set, bytes[at + i]!))) return true;
    return false;
  });

/** Where plain literals begin and end. */
const placesIn = (bytes: Buffer): number[] =>
  LITERALS.flatMap(({ text }) => {
    const at = bytes.indexOf(text, 0, 'latin1');
    return at < 0 ? [] : [at, at + text.length];
  });

const written = (text: string, random: Random): Buffer => {
  const bytes = Buffer.from(text, 'latin1');
  switch (below(random, 4)) {
    case 0:
      return Buffer.from(text, 'utf16le');
    case 1:
      return Buffer.from(Buffer.from(prose(random, below(random, 9)) + text).toString('base64'));
    case 2:
      return Buffer.from(bytes.toString('hex'));
    default:
      return bytes;
  }
};

const planted = (random: Random): Buffer =>
  Buffer.concat([
    Buffer.from(prose(random, below(random, 900))),
    random() < 0.8 ? written(oneOf(random, LITERALS).text, random) : Buffer.alloc(0),
    Buffer.from(prose(random, below(random, 900))),
  ]);

describe('LiteralInspector', () => {
  it('sees in what a delta brought what a look at all of the object sees', () => {
    const chain = new LiteralChain();
    const seen = { with: 0, without: 0 };
    for (let seed = 1; seed <= 100; seed++) {
      const random = seededRandom(seed);
      let last = chain.begin(planted(random));
      for (let depth = 0; depth < 12; depth++) {
        const expected = holds(chain.bytes);
        expect(last.holds, `seed ${seed}, depth ${depth}`).toBe(expected);
        seen[expected ? 'with' : 'without']++;
        last = chain.next(randomDelta(chain.bytes, placesIn(chain.bytes), random));
      }
    }
    expect(Math.min(seen.with, seen.without)).toBeGreaterThan(150);
  });

  // A delta may bring any part of a literal, and copy the rest from where it stood in two pieces.
  it.each(FORMS.map((form, i) => [i, form.kind, form] as const))('wherever a delta cuts form %i, %s', (_, __, form) => {
    const secret = Buffer.from(form.sets.map((set) => set & 255));
    const chain = new LiteralChain();
    const filler = Buffer.from('lorem ipsum '.repeat(50));
    for (let cut = 0; cut <= secret.length; cut++) {
      const [head, tail] = [secret.subarray(0, cut), secret.subarray(cut)];
      chain.begin(Buffer.concat([filler, head, Buffer.from('-'), tail, filler]));
      const copies = [
        { copy: 0, length: filler.length + cut },
        { copy: filler.length + cut + 1, length: tail.length + filler.length },
      ];
      expect(chain.next(copies).holds, `copied on both sides of ${cut}`).toBe(true);
      chain.begin(Buffer.concat([filler, head.subarray(0, -1), tail, filler]));
      const end = Math.max(0, cut - 1);
      const parts = [
        { copy: 0, length: filler.length + end },
        { insert: cut === 0 ? Buffer.from('x') : head.subarray(end) },
        { copy: filler.length + end, length: tail.length + filler.length },
      ];
      expect(chain.next(parts).holds, `a byte brought before ${cut}`).toBe(true);
    }
  });

  it('no longer sees one that a delta took out, and sees it again when one brings it back', () => {
    const chain = new LiteralChain();
    const secret = Buffer.from(LITERALS[0]!.text);
    expect(chain.begin(Buffer.concat([Buffer.from('a '), secret, Buffer.from(' b')])).holds).toBe(true);
    expect(chain.next([{ copy: 0, length: 20 }]).holds).toBe(false);
    expect(chain.next([{ copy: 0, length: 20 }, { insert: secret.subarray(18) }]).holds).toBe(true);
  });

  it('takes every object for one where nobody can say, and none where nothing is looked for', () => {
    expect(new LiteralInspector(new Core(), undefined).copied(Buffer.from('x')).holds).toBe(true);
    expect(new LiteralInspector(new Core(), []).copied(Buffer.from('x')).holds).toBe(false);
    expect(new LiteralInspector(new Core(), LITERALS).copied(Buffer.from(`a${LITERALS[2]!.text}b`)).holds).toBe(true);
  });
});
