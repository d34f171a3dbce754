import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { buildTables } from '../../../src/detect/engine/tables.ts';
import { addBoundary } from '../../../src/rules/boundary.ts';
import { compileRules } from '../../../src/rules/compile.ts';
import { compileEngineTables } from '../../../src/rules/engine/compile-tables.ts';
import { Core } from '../../../src/wasm/core.ts';
import { allows, bytesOf, formsOf } from '../../../src/wasm/search-forms.ts';
import type { EngineData } from '../../../src/wasm/search-parts.ts';
import { hostileBytes } from '../../support/reference/hostile-bytes.ts';
import { searchPlainly } from '../../support/reference/search.ts';
import { Searcher } from '../../support/reference/searcher.ts';
import { testRule } from '../../support/rule.ts';
import { runs } from '../../support/runs.ts';
import { type Random, seededRandom } from '../../support/template.ts';

const { rules } = await compileRules(fileURLToPath(new URL('../../../config/rules', import.meta.url)));

const SETS_OF_RULES: readonly (readonly [name: string, data: EngineData, numRuns: number])[] = [
  ['the shipped rules', compileEngineTables(rules), runs(240)],
  [
    'few rules whose keywords overlap',
    compileEngineTables([
      testRule({ id: 'a', keywords: ['abc', 'abcd'], pattern: 'abcd?[a-z]{2,40}!' }),
      testRule({ id: 'b', keywords: ['bca'], caseSensitive: false, flags: 'i', pattern: 'bca{1,3}' }),
      testRule({ id: 'c', keywords: ['a/:b'], pattern: 'a/:b=[0-9]{3}' }),
      testRule({ id: 'd', keywords: ['abcabcabcabcabc'], pattern: 'abcabcabcabcabc' }),
      testRule({ id: 'e', keywords: ['word.'], pattern: addBoundary('word\\.[0-9]', 'word') }),
      testRule({ id: 'f', keywords: ['tok.'], pattern: addBoundary('tok\\.[0-9]', 'token') }),
      testRule({ id: 'g', keywords: ['both.'], pattern: addBoundary('both\\.[0-9]', 'token') }),
      testRule({ id: 'h', keywords: ['both.'], pattern: addBoundary('both\\.[0-9]', 'word') }),
      testRule({ id: 'i', keywords: ['any.'], pattern: addBoundary('any\\.[0-9]', 'token') }),
      // Looked for by what stands behind their frequent beginnings.
      testRule({ id: 'k', keywords: ['typezqxj'], pattern: 'typezqxj' }),
      testRule({ id: 'l', keywords: ['typezqxjk'], pattern: 'typezqxjk' }),
      testRule({ id: 'm', keywords: ['pezq'], pattern: 'pezq' }),
      testRule({ id: 'n', keywords: ['function_zq'], pattern: 'function_zq' }),
      testRule({ id: 'j', keywords: ['any.'], pattern: addBoundary('(?:an)?any\\.[0-9]', 'token') }),
    ]),
    runs(4000),
  ],
];

describe.each(SETS_OF_RULES)('search for %s', (_, data, numRuns) => {
  const searcher = new Searcher(data);
  const { literals } = searcher.tables;
  const { parts } = data;
  const inputs = Array.from({ length: numRuns }, (_, seed) => {
    const random = seededRandom(seed);
    const bytes = hostileBytes(literals, Math.floor(random() * 400), random);
    return { random, bytes, windows: randomWindows(bytes.length, random) };
  });

  it('finds what the plain search finds, in any windows, at any alignment, whatever lies behind', () => {
    let hits = 0;
    for (const { random, bytes, windows } of inputs) {
      const expected = searchPlainly(parts, literals, bytes, windows);
      hits += expected.length;
      const options = { shift: Math.floor(random() * 8), beyond: bytes[0] ?? 0 };
      expect(searcher.hits(bytes, windows, options)).toEqual(expected);
    }
    // Inputs without a hit would show nothing; the more literals there are, the fewer of each.
    expect(hits).toBeGreaterThan(numRuns / 2);
  });

  it('loses no hit and repeats none when there is room for few', () => {
    for (const { bytes, windows } of inputs) {
      const all = searcher.hits(bytes, windows);
      for (const room of [1, 2, 3, 7]) expect(searcher.hits(bytes, windows, { room })).toEqual(all);
    }
  });

  it('finds the same whether a stretch is one window or many', () => {
    for (const { bytes } of inputs) {
      const whole = searcher.hits(bytes, [[0, bytes.length]]);
      for (const size of [1, 3, 61]) expect(piecewise(searcher, bytes, size)).toEqual(whole);
    }
  });
});

describe('search', () => {
  const [, [, data]] = SETS_OF_RULES as [unknown, [string, EngineData]];
  const searcher = new Searcher(data);
  const places = (text: string): string[] => {
    return searcher
      .found(Buffer.from(text, 'latin1'))
      .map(({ at, literal }) => `${at} ${searcher.tables.literals[literal]!.text}`);
  };

  it('finds a literal of three bytes at the very end, and none that the end cuts off', () => {
    expect(places('xxbca')).toEqual(['2 bca']);
    expect(places('bca')).toEqual(['0 bca']);
    expect(places('xxbc')).toEqual([]);
    expect(places('')).toEqual([]);
  });

  it('gives what begins in a window, wherever its rare part stands, also where there is no room in between', () => {
    const bytes = Buffer.from('typezqxjk');
    const literal = ([at, form]: readonly number[]) =>
      `${at} ${searcher.tables.literals[searcher.tables.form(form!).literal]!.text}`;
    const found = (windows: [number, number][], room?: number) =>
      searcher
        .hits(bytes, windows, room ? { room } : {})
        .map(literal)
        .sort();
    for (const room of [undefined, 1, 2]) {
      expect(found([[0, 1]], room)).toEqual(['0 typezqxj', '0 typezqxjk']);
      expect(found([[1, 9]], room)).toEqual(['2 pezq']);
      expect(
        found(
          [
            [0, 1],
            [2, 3],
          ],
          room,
        ),
      ).toEqual(['0 typezqxj', '0 typezqxjk', '2 pezq']);
      expect(
        found(
          [
            [1, 2],
            [3, 9],
          ],
          room,
        ),
      ).toEqual([]);
    }
    expect(searcher.hits(Buffer.from('function_zq'), [[0, 1]])).toHaveLength(1);
    expect(
      searcher.hits(Buffer.from('.function_zq'), [
        [0, 1],
        [2, 99],
      ]),
    ).toHaveLength(0);
  });

  it('looks at case as the rules say', () => {
    expect(places('BcA')).toEqual(['0 bca']);
    expect(places('ABCxx!')).toEqual([]);
    expect(places('abcxx!')).toEqual(['0 abc']);
  });

  it('turns down what no rule can match, and what the data ends before', () => {
    expect(places('abcx!')).toEqual([]);
    expect(places('abcxy')).toEqual([]);
    expect(places('a/:b=12')).toEqual([]);
    expect(places('a/:b=123')).toEqual(['0 a/:b']);
  });

  it.each([
    ['word.1', ['', '\n', '-', '.', '\\', '\\n', '\\0', '\xe4'], ['a', 'Z', '0', '_', 'xn', '-n', '\\_a']],
    ['tok.1', ['', '\n', '.', '\\', '\\n'], ['a', 'Z', '0', '_', '-', '\\-', 'xn']],
    ['both.1', ['', '-', '\\n'], ['a', '_', 'xn']],
    ['any.1', ['', '-', 'a', '_', 'xn', 'an'], []],
  ])('asks what touches %s in front, as the rules do', (text, met, missed) => {
    for (const before of met)
      expect(places(`${before}${text}`), before).toEqual([`${before.length} ${text.slice(0, -1)}`]);
    for (const before of missed) expect(places(`${before}${text}`), before).toEqual([]);
    // What lies before the data is none of it.
    searcher.hits(Buffer.from('xxxx'), [[0, 4]]);
    expect(searcher.hits(Buffer.from(text), [[0, 99]], { shift: 3 })).toHaveLength(1);
    searcher.hits(Buffer.from('\\'.repeat(4)), [[0, 4]]);
    for (const before of missed.filter(({ length }) => length === 1))
      expect(searcher.hits(Buffer.from(`${before}${text}`), [[0, 99]], { shift: 2 })).toHaveLength(0);
  });

  it('reads no further than 64 bytes behind the data', () => {
    const core = new Core();
    buildTables(core, data);
    const out = core.alloc(64);
    const windows = core.alloc(8);
    core.words.set([0, 0xffffffff], windows / 4);
    for (const text of ['bca', 'xa/:b=12', 'abcdefgh', 'xxxxxxx', 'abcabcabcabcabc']) {
      const at = core.memory.buffer.byteLength - 64 - text.length;
      core.bytes.write(`${text}${'a/:b=bca'.repeat(8)}`, at);
      expect(core.exports.search(at, text.length, windows, 1, out, 8)).toBe(places(text).length);
    }
  });

  it('takes windows beyond the data for such that end with it', () => {
    const bytes = Buffer.from('bca bca');
    expect(searcher.hits(bytes, [[1, 0xffffffff]]).map(([at]) => at)).toEqual([4]);
    expect(searcher.hits(bytes, [[9, 12]])).toEqual([]);
    expect(searcher.hits(bytes, [[3, 3]])).toEqual([]);
  });
});

describe('search for every literal of the shipped rules', () => {
  const extraLiterals = SETS_OF_RULES[0]![1].literals.map(({ text, caseless }) => ({ text, caseless }));
  const searcher = new Searcher(compileEngineTables([]), { extraLiterals });
  const forms = extraLiterals.flatMap(({ text, caseless }) => formsOf(text, caseless));

  it('finds each form however its first bytes are spelled, and none whose last byte is another', () => {
    forms.forEach(({ sets }, number) => {
      const spelled = Buffer.from(Array.from(sets, (set) => bytesOf(set)[0]));
      const finds = (bytes: Buffer): boolean =>
        searcher.hits(bytes, [[0, 1]]).some(([at, form]) => at === 0 && form === number);
      for (const first of spellings(sets.subarray(0, 4))) {
        spelled.set(first);
        if (!finds(spelled)) expect.unreachable(`form ${number}, spelled ${spelled.toString('latin1')}`);
      }
      spelled[spelled.length - 1] = [0, 1, 2, 3, 4].find((byte) => !allows(sets.at(-1)!, byte))!;
      if (finds(spelled)) expect.unreachable(`form ${number} is none any more`);
    });
  });
});

/** All sequences of bytes that some sets allow. */
function spellings(sets: Uint32Array): number[][] {
  let all: number[][] = [[]];
  for (const set of sets) all = all.flatMap((some) => [...new Set(bytesOf(set))].map((byte) => [...some, byte]));
  return all;
}

/** Windows that are ascending and apart, up to and beyond the end; none, now and then. */
function randomWindows(length: number, random: Random): [number, number][] {
  const windows: [number, number][] = [];
  let from = random() < 0.5 ? 0 : Math.floor(random() * 30);
  while (from < length && random() < 0.95) {
    const to = from + 1 + Math.floor(random() ** 2 * 200);
    windows.push([from, to]);
    from = to + Math.floor(random() * 20);
  }
  return windows;
}

function piecewise(searcher: Searcher, bytes: Buffer, size: number): (readonly [number, number])[] {
  const starts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => i * size);
  return starts.flatMap((start) => searcher.hits(bytes, [[start, Math.min(bytes.length, start + size)]]));
}
