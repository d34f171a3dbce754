import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyParsed, parseDelta } from '../../support/reference/apply-delta.ts';
import {
  type Anchor,
  type AnchorForm,
  type MappedAnchor,
  mapAnchorsSlowly,
} from '../../support/reference/map-anchors.ts';
import { runs } from '../../support/runs.ts';
import { baseAndOperations, writeDelta } from './delta-writer.ts';
import { GuardedMemory, words } from './guarded-memory.ts';

const TOO_MANY = -1;
const DAMAGED = -2;
const TOUCHED = 0x80000000;
const RECORD = 12;

const memory = new GuardedMemory();

interface Input {
  readonly delta: Uint8Array;
  readonly baseSize: number;
  readonly size: number;
  readonly anchors: readonly Anchor[];
  readonly forms: readonly AnchorForm[];
  readonly maxOut?: number;
}

/** Maps anchors under guard, once with the delta at memory's end, once with the output there. */
function map(input: Input): number | MappedAnchor[] {
  const first = mapOnce(input, true);
  expect(mapOnce(input, false)).toEqual(first);
  return first;
}

function mapOnce(
  { delta, baseSize, size, anchors, forms, maxOut = 2000 }: Input,
  deltaLast: boolean,
): number | MappedAnchor[] {
  memory.clear();
  const d = deltaLast ? memory.atEnd(delta) : memory.place(delta);
  const records = memory.place(words(anchors.flatMap(({ position, form, tag }) => [position, form, tag])));
  const shapes = memory.place(words(forms.flatMap(({ length, back, reach }) => [length, back, reach])));
  const out = deltaLast ? memory.place(maxOut * RECORD) : memory.atEnd(maxOut * RECORD);
  const status = memory.guard([[out, out + maxOut * RECORD]], () =>
    memory.core.exports.mapAnchors(d, d + delta.length, baseSize, size, records, anchors.length, shapes, out, maxOut),
  );
  if (status < 0) return status;
  const flat = memory.readWords(out, status * 3);
  return Array.from({ length: status }, (_, i) => ({
    position: flat[i * 3]!,
    form: (flat[i * 3 + 1]! & ~TOUCHED) >>> 0,
    tag: flat[i * 3 + 2]!,
    touched: flat[i * 3 + 1]! >= TOUCHED,
  }));
}

const reach = fc.oneof(fc.nat({ max: 30 }), fc.constantFrom(0, 1000, 0xffffffff));
const form = fc.record({ length: fc.integer({ min: 1, max: 12 }), back: reach, reach });
const input = fc
  .tuple(baseAndOperations, fc.array(form, { minLength: 1, maxLength: 4 }))
  .chain(([{ base, operations }, forms]) =>
    fc.record({
      base: fc.constant(base),
      delta: fc.constant(writeDelta(base.length, operations)),
      forms: fc.constant(forms),
      anchors: fc
        .array(
          fc.record({
            position: fc.nat({ max: base.length - 1 }),
            form: fc.nat({ max: forms.length - 1 }),
            tag: fc.nat(),
          }),
          { maxLength: 25 },
        )
        .map((anchors) => anchors.sort((a, b) => a.position - b.position)),
    }),
  );

describe('mapAnchors', () => {
  it('finds the literals that came along whole, and whether their surroundings did', () => {
    fc.assert(
      fc.property(input, ({ base, delta, forms, anchors }) => {
        const { origins } = applyParsed(base, parseDelta(delta));
        // A literal stands in its object, as searching has it.
        const inside = anchors.filter((anchor) => anchor.position + forms[anchor.form]!.length <= base.length);
        const expected = mapAnchorsSlowly(inside, forms, origins, base.length);
        expect(map({ delta, baseSize: base.length, size: origins.length, anchors: inside, forms })).toEqual(expected);
      }),
      { numRuns: runs(1000) },
    );
  });

  it('says when there are more than there is room for', () => {
    const delta = writeDelta(10, [
      { copy: 0, length: 10 },
      { copy: 0, length: 10 },
    ]);
    const anchors = [1, 5].map((position) => ({ position, form: 0, tag: position }));
    const given = { delta, baseSize: 10, size: 20, anchors, forms: [{ length: 2, back: 0, reach: 2 }] };
    expect(map({ ...given, maxOut: 3 })).toBe(TOO_MANY);
    expect(map({ ...given, maxOut: 0 })).toBe(TOO_MANY);
    expect(map({ ...given, maxOut: 4 })).toEqual(
      [1, 5, 11, 15].map((position) => ({ position, form: 0, tag: position % 10, touched: false })),
    );
  });

  it('takes copies of neighbours as one', () => {
    const delta = writeDelta(10, [
      { copy: 0, length: 5 },
      { copy: 5, length: 5 },
    ]);
    const anchors = [{ position: 4, form: 0, tag: 7 }];
    const forms = [{ length: 3, back: 100, reach: 100 }];
    expect(map({ delta, baseSize: 10, size: 10, anchors, forms })).toEqual([
      { position: 4, form: 0, tag: 7, touched: false },
    ]);
  });

  it('does not care whether an anchor was touched before', () => {
    const delta = writeDelta(10, [{ copy: 0, length: 10 }]);
    const anchors = [{ position: 4, form: TOUCHED, tag: 7 }];
    const forms = [{ length: 3, back: 1, reach: 4 }];
    expect(map({ delta, baseSize: 10, size: 10, anchors, forms })).toEqual([
      { position: 4, form: 0, tag: 7, touched: false },
    ]);
  });

  it('refuses a damaged delta, or one for other sizes', () => {
    fc.assert(
      fc.property(
        input,
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 3 }),
        ({ base, delta, forms, anchors }, changes) => {
          const size = parseDelta(delta).resultSize;
          for (const [at, value] of changes) delta[at % delta.length] = value;
          const result = map({ delta, baseSize: base.length, size, anchors, forms });
          const valid = isValid(base, delta, size);
          if (result === TOO_MANY) return;
          expect(result === DAMAGED).toBe(!valid);
        },
      ),
      { numRuns: runs(500) },
    );
  });
});

function isValid(base: Uint8Array, delta: Uint8Array, size: number): boolean {
  try {
    const parsed = parseDelta(delta);
    applyParsed(base, parsed);
    return parsed.resultSize === size;
  } catch {
    return false;
  }
}
