import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyParsed,
  type DeltaOperation,
  parseDelta,
  type Range,
  windowsOf,
} from '../../support/reference/apply-delta.ts';
import { runs } from '../../support/runs.ts';
import { baseAndOperations, sizeBytes, writeDelta } from './delta-writer.ts';
import { GuardedMemory } from './guarded-memory.ts';

const SLACK = 64;
const DAMAGED = -2;
const OTHER_LENGTH = -3;
const NO_SIZE = 0xffffffff;

const memory = new GuardedMemory();
const { exports } = memory.core;

interface Settings {
  readonly back?: number;
  readonly forward?: number;
  readonly maxWindows?: number;
}

type Layout = 'base last' | 'delta last' | 'result last' | 'windows last';

interface Applied {
  readonly status: number;
  readonly bytes: Buffer;
  readonly behind: Buffer;
  readonly windows: Range[];
}

/** Applies a delta under guard, with each region at memory's end in turn. */
function apply(base: Uint8Array, delta: Uint8Array, size: number, settings: Settings = {}): Applied {
  const layouts: Layout[] = ['base last', 'delta last', 'result last', 'windows last'];
  const [first, ...others] = layouts.map((layout) => applyOnce(layout, base, delta, size, settings));
  for (const other of others) expect(same(other, first!)).toBe(true);
  return first!;
}

const same = (a: Applied, b: Applied): boolean =>
  a.status === b.status &&
  a.bytes.equals(b.bytes) &&
  a.behind.equals(b.behind) &&
  a.windows.flat().join() === b.windows.flat().join();

function applyOnce(layout: Layout, base: Uint8Array, delta: Uint8Array, size: number, settings: Settings): Applied {
  const { back = 0, forward = 0, maxWindows = 100 } = settings;
  memory.clear(delta.length);
  const place = (name: Layout, content: Uint8Array | number, slack = 0) =>
    layout === name ? memory.atEnd(content, slack) : memory.place(content, slack);
  const from = place('base last', base);
  const d = place('delta last', delta);
  const to = place('result last', size, SLACK);
  const out = place('windows last', maxWindows * 8);
  const status = memory.guard(
    [
      [to, to + size + SLACK],
      [out, out + maxWindows * 8],
    ],
    () => exports.applyDelta(from, base.length, d, d + delta.length, to, size, out, maxWindows, back, forward),
  );
  const ok = status >= 0;
  const flat = memory.readWords(out, ok ? status * 2 : 0);
  return {
    status,
    bytes: memory.read(to, ok ? size : 0),
    behind: memory.read(to + size, ok ? SLACK : 0),
    windows: Array.from({ length: flat.length / 2 }, (_, i) => [flat[i * 2]!, flat[i * 2 + 1]!]),
  };
}

const reach = fc.oneof(fc.nat({ max: 40 }), fc.constantFrom(0, 1, 1000, 0x7fffffff, 0xffffffff));
const covers = (windows: readonly Range[], place: number) => windows.some(([from, to]) => from <= place && place < to);

describe('applyDelta', () => {
  it('makes what the reference makes, and zeros behind it', () => {
    fc.assert(
      fc.property(baseAndOperations, fc.boolean(), ({ base, operations }, zeros) => {
        const delta = writeDelta(base.length, operations, zeros);
        const parsed = parseDelta(delta);
        const { bytes, behind } = apply(base, delta, parsed.resultSize);
        expect(bytes.equals(applyParsed(base, parsed).bytes)).toBe(true);
        expect(behind.equals(Buffer.alloc(SLACK))).toBe(true);
        expect(exports.deltaBaseSize(...place(delta))).toBe(base.length);
        expect(exports.deltaResultSize(...place(delta))).toBe(parsed.resultSize);
      }),
      { numRuns: runs(500) },
    );
  });

  it('marks windows around edits such that all else is as it was searched in the base', () => {
    fc.assert(
      fc.property(baseAndOperations, reach, reach, ({ base, operations }, back, forward) => {
        const delta = writeDelta(base.length, operations);
        const { bytes, origins } = applyParsed(base, parseDelta(delta));
        const { windows } = apply(base, delta, bytes.length, { back, forward });
        expect(windows).toEqual(windowsOf(origins, base.length, back, forward));
        for (let p = 0; p < bytes.length; p++) {
          if (!covers(windows, p)) expectAsInBase(origins, base.length, p - forward, p + back);
        }
      }),
      { numRuns: runs(500) },
    );
  });

  it('widens the last window when there is no room for more', () => {
    fc.assert(
      fc.property(
        baseAndOperations,
        fc.nat({ max: 9 }),
        fc.nat({ max: 9 }),
        fc.integer({ min: 1, max: 4 }),
        (input, back, forward, maxWindows) => {
          const delta = writeDelta(input.base.length, input.operations);
          const { bytes, origins } = applyParsed(input.base, parseDelta(delta));
          const all = windowsOf(origins, input.base.length, back, forward);
          const { windows } = apply(input.base, delta, bytes.length, { back, forward, maxWindows });
          if (all.length <= maxWindows) expect(windows).toEqual(all);
          else expect(windows).toEqual([...all.slice(0, maxWindows - 1), [all[maxWindows - 1]![0], all.at(-1)![1]]]);
        },
      ),
      { numRuns: runs(300) },
    );
    expect(apply(Buffer.from('abc'), writeDelta(3, [{ copy: 0, length: 3 }]), 3, { maxWindows: 0 }).status).toBe(
      DAMAGED,
    );
  });

  it.each<[string, DeltaOperation[], Range[]]>([
    ['all of the base', [{ copy: 0, length: 100 }], []],
    [
      'all of the base in two pieces',
      [
        { copy: 0, length: 60 },
        { copy: 60, length: 40 },
      ],
      [],
    ],
    ['the start cut off', [{ copy: 1, length: 99 }], [[0, 3]]],
    ['the end cut off', [{ copy: 0, length: 99 }], [[94, 99]]],
    [
      'a piece cut out',
      [
        { copy: 0, length: 50 },
        { copy: 51, length: 49 },
      ],
      [[45, 53]],
    ],
    ['an insert', [{ copy: 0, length: 50 }, { insert: Buffer.from('xy') }, { copy: 50, length: 50 }], [[45, 55]]],
    ['an insert in front', [{ insert: Buffer.from('xy') }, { copy: 0, length: 100 }], [[0, 5]]],
    ['an insert at the end', [{ copy: 0, length: 100 }, { insert: Buffer.from('xy') }], [[95, 102]]],
    [
      'twice the base',
      [
        { copy: 0, length: 100 },
        { copy: 0, length: 100 },
      ],
      [[95, 103]],
    ],
    ['nothing', [], []],
  ])('has the windows of %s', (_, operations, windows) => {
    const base = Buffer.alloc(100, 'secret');
    const delta = writeDelta(100, operations);
    expect(apply(base, delta, parseDelta(delta).resultSize, { back: 5, forward: 2 }).windows).toEqual(windows);
  });

  it('copies 64 KiB, and more, and long pieces', () => {
    const base = Buffer.from(Array.from({ length: 0x20001 }, (_, i) => i % 251));
    for (const length of [15, 16, 17, 255, 256, 257, 0xffff, 0x10000, 0x10001, 0x20001]) {
      const start = base.length - length;
      const { bytes } = apply(base, writeDelta(base.length, [{ copy: start, length }]), length);
      expect(bytes.equals(base.subarray(start))).toBe(true);
    }
  });

  it('refuses what the reference refuses', () => {
    let accepted = 0;
    fc.assert(
      fc.property(
        baseAndOperations,
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 3 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        ({ base, operations }, changes, part) => {
          const size = applyParsed(base, parseDelta(writeDelta(base.length, operations))).bytes.length;
          const whole = writeDelta(base.length, operations);
          const delta = changes.length ? whole : whole.subarray(0, Math.floor(part * (whole.length + 1)));
          for (const [at, value] of changes) if (delta.length) delta[at % delta.length] = value;
          const expected = attempt(() => applyParsed(base, { ...parseDelta(delta), resultSize: size }));
          const declared = attempt(() => parseDelta(delta).resultSize);
          const { status, bytes } = apply(base, delta, size);
          if (expected && declared === size) {
            accepted++;
            expect(bytes.equals(expected.bytes)).toBe(true);
          } else expect(status).toBeLessThan(0);
        },
      ),
      { numRuns: runs(1000) },
    );
    expect(accepted).toBeGreaterThan(runs(1000) * 0.02);
  });

  it('refuses random bytes, or makes what the reference makes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 30 }),
        fc.nat({ max: 200 }),
        fc.uint8Array({ maxLength: 60 }),
        (base, size, rest) => {
          const delta = Uint8Array.from([...sizeBytes(base.length), ...sizeBytes(size), ...rest]);
          const expected = attempt(() => applyParsed(base, parseDelta(delta)));
          const { status, bytes } = apply(base, delta, size);
          if (expected) expect(bytes.equals(expected.bytes)).toBe(true);
          else expect(status).toBeLessThan(0);
        },
      ),
      { numRuns: runs(500) },
    );
  });

  it('says what is wrong', () => {
    const base = Buffer.from('0123456789');
    const wrong: [number[], number, number][] = [
      [[10, 3, 0x90, 4], 3, OTHER_LENGTH],
      [[10, 3, 0x90, 2], 3, OTHER_LENGTH],
      [[10, 4, 0x90, 3], 3, OTHER_LENGTH],
      [[9, 3, 0x90, 3], 3, OTHER_LENGTH],
      [[10, 3, 0], 3, DAMAGED],
      [[10, 3, 0x91, 8, 3], 3, DAMAGED],
      [[10, 3, 0x9f, 255, 255, 255, 255, 3], 3, DAMAGED],
      [[10, 3, 0x91, 8], 3, DAMAGED],
      [[10, 3, 4, 1, 2, 3], 3, DAMAGED],
      [[10], 3, DAMAGED],
      [[], 3, DAMAGED],
    ];
    for (const [delta, size, status] of wrong)
      expect([delta, apply(base, Uint8Array.from(delta), size).status]).toEqual([delta, status]);
  });
});

describe('sizes of a delta', () => {
  it('are read up to 2^32 - 2', () => {
    for (const size of [0, 1, 127, 128, 0x10000, 0x7fffffff, 0x80000000, 0xfffffffe]) {
      expect(exports.deltaBaseSize(...place(sizeBytes(size))) >>> 0).toBe(size);
      expect(exports.deltaResultSize(...place([...sizeBytes(7), ...sizeBytes(size)])) >>> 0).toBe(size);
    }
  });

  it('are refused when they are larger, cut off or endless', () => {
    const endless = new Array<number>(20).fill(0x80);
    const wrong = [
      sizeBytes(0xffffffff),
      sizeBytes(2 ** 32),
      sizeBytes(2 ** 52),
      [],
      [0x80],
      endless,
      [...endless.slice(0, 9), 0x7f],
    ];
    for (const bytes of wrong) {
      expect(exports.deltaBaseSize(...place(bytes)) >>> 0).toBe(NO_SIZE);
      expect(exports.deltaResultSize(...place([...bytes, 1])) >>> 0).toBe(NO_SIZE);
      expect(exports.deltaResultSize(...place([1, ...bytes])) >>> 0).toBe(NO_SIZE);
    }
  });
});

function place(bytes: ArrayLike<number>): [number, number] {
  memory.clear();
  const from = memory.atEnd(Uint8Array.from(bytes));
  return [from, from + bytes.length];
}

/** Expects the result's bytes [first, last], cut to the result, to be one run of the base, cut only where the base is. */
function expectAsInBase(origins: readonly number[], baseSize: number, first: number, last: number): void {
  const from = Math.max(first, 0);
  const to = Math.min(last, origins.length - 1);
  const start = origins[from]!;
  expect(start).toBeGreaterThanOrEqual(0);
  for (let i = from; i <= to; i++) if (origins[i] !== start + i - from) throw new Error(`byte ${i} is no neighbour`);
  if (first < 0) expect(start).toBe(0);
  if (last > origins.length - 1) expect(origins[to]).toBe(baseSize - 1);
}

function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}
