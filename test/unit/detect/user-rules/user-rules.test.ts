import fc from 'fast-check';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { CustomRule } from '../../../../src/config/config.ts';
import { RULE_PATH } from '../../../../src/config/path-forms.ts';
import { DetectorTimeout } from '../../../../src/detect/detector-timeout.ts';
import { PIECE, PIECE_OVERLAP } from '../../../../src/detect/user-rules/find-matches.ts';
import { toRule, userRulesDetector } from '../../../../src/detect/user-rules/user-rules-detector.ts';
import { UnleakError } from '../../../../src/domain/unleak-error.ts';

const rule = (pattern: string, more: Partial<CustomRule> = {}): CustomRule => ({
  id: 'acme-key',
  title: 'Acme',
  pattern,
  tier: 'block',
  ...more,
});
const blob = (text: string | Buffer) => ({ kind: 'file' as const, bytes: Buffer.from(text as string), offset: 0 });
const NO_LIMIT = { deadline: Number.POSITIVE_INFINITY };

async function find(text: string | Buffer, ...rules: CustomRule[]) {
  const candidates = await (await userRulesDetector(rules)).detect(blob(text), NO_LIMIT);
  return candidates.map(({ start, end, secret }) => [start, end, secret.reveal()]);
}

describe('userRulesDetector', () => {
  test('finds all matches, and the group that holds the secret', async () => {
    expect(await find('a acme_xy, acme_zz', rule('acme_[a-z]{2}'))).toEqual([
      [2, 9, 'acme_xy'],
      [11, 18, 'acme_zz'],
    ]);
    expect(await find('key = "xyz"', rule('key\\s*=\\s*"([a-z]+)"', { secretGroup: 1 }))).toEqual([[7, 10, 'xyz']]);
    expect(await find('ACME_xy', rule('acme_[a-z]{2}', { flags: 'i' }))).toHaveLength(1);
    expect(await find('ACME_xy', rule('acme_[a-z]{2}'))).toEqual([]);
  });

  test('a match whose group took no part in it is not lost', async () => {
    expect(await find('key=', rule('key=([a-z]+)?', { secretGroup: 1 }))).toEqual([[0, 4, 'key=']]);
  });

  test('counts in bytes, whatever the encoding', async () => {
    expect(await find('ключ acme_xy', rule('acme_[a-z]{2}'))).toEqual([[9, 16, 'acme_xy']]);
    expect(await find(Buffer.from([0xff, 0x61, 0x00, 0xfe]), rule('\\xffa\\x00'))).toEqual([[0, 3, '\xffa\0']]);
  });

  test('keywords: any of them, in whatever case', async () => {
    const text = 'Ключ ACME: x_12';
    expect(await find(text, rule('x_[0-9]+', { keywords: ['nothing', 'acme'] }))).toHaveLength(1);
    expect(await find(text, rule('x_[0-9]+', { keywords: ['Ключ'] }))).toHaveLength(1);
    expect(await find(text, rule('x_[0-9]+', { keywords: ['other'] }))).toEqual([]);
  });

  test('candidates claim a rule and hide their secret', async () => {
    const [candidate] = await (await userRulesDetector([rule('acme_[a-z]{2}')])).detect(blob('acme_xy'), NO_LIMIT);
    expect(candidate).toMatchObject({ rule: 'acme-key', confidence: 'high', encodings: [] });
    expect(JSON.stringify(candidate)).not.toContain('acme_xy');
  });

  test.each([PIECE - PIECE_OVERLAP, PIECE, 2 * PIECE - PIECE_OVERLAP])(
    'edges of pieces (%d) are no edges of text',
    async (edge) => {
      const text = `${' '.repeat(edge - 10)}acme_${'x'.repeat(30)}${' '.repeat(PIECE)}`;
      expect(await find(text, rule('\\bacme_x{30}\\b'))).toHaveLength(1);
      expect(await find('x'.repeat(edge + PIECE), rule('^x{3}'))).toHaveLength(1);
      expect(await find('x'.repeat(edge + PIECE), rule('\\bx|x\\b'))).toHaveLength(2);
    },
  );

  test('pieces give what one search would give', async () => {
    const detector = await userRulesDetector([rule('a[ab]{1,40}|b{3,9}\\b')]);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 60 }),
        fc.string({ unit: fc.constantFrom('a', 'b', ' '), minLength: 1, maxLength: 50 }),
        async (shift, unit) => {
          const text = 'b'.repeat(shift) + unit.repeat(Math.ceil((2 * PIECE) / unit.length));
          const found = await detector.detect(blob(text), NO_LIMIT);
          const expected = [...text.matchAll(/a[ab]{1,40}|b{3,9}\b/g)].map(
            ({ index, 0: match }) => `${index}-${index + match.length}`,
          );
          expect(found.map(({ start, end }) => `${start}-${end}`).join()).toBe(expected.join());
        },
      ),
      { numRuns: 15 },
    );
  });

  test.each(['(a+)+$', '(a|aa)+$', '(?:a*)*b', '(a|a?)+c', '(.*)(.*)(.*)(.*)(.*)=x', '(?:[a-z]{1,30}[0-9]?){1,30}!x'])(
    '%s ends soon on a megabyte',
    async (pattern) => {
      const detector = await userRulesDetector([rule(`x?y|${pattern}z`)]);
      const begun = Date.now();
      await detector.detect(blob(`${'a'.repeat(1024 * 1024)}!`), NO_LIMIT);
      expect(Date.now() - begun).toBeLessThan(10_000);
    },
  );

  test('gives up at the deadline', async () => {
    const detector = await userRulesDetector([rule('acme_[a-z]{2}')]);
    expect(() => detector.detect(blob('acme_xy'), { deadline: Date.now() - 1 })).toThrow(DetectorTimeout);
    let now = 0;
    const clock = vi.spyOn(Date, 'now').mockImplementation(() => now++);
    onTestFinished(() => clock.mockRestore());
    const pieces = Buffer.alloc(8 * PIECE, 'x');
    expect(() => detector.detect({ ...blob(''), bytes: pieces }, { deadline: 4 })).toThrow(DetectorTimeout);
    expect(now).toBe(6);
  });

  test('too many matches are a failure, never a part of them', async () => {
    const detector = await userRulesDetector([rule('a')]);
    expect(() => detector.detect(blob('a'.repeat(60_000)), NO_LIMIT)).toThrow('user-rules');
  });
});

describe('wrong patterns', () => {
  const word = 'Zx'.repeat(8);
  test.each([
    [`(?=${word})a`, /not valid: .*look-around/],
    [`(?<!${word})a`, /not valid: .*look-around/],
    [`(${word})\\1`, /not valid: .*back-references/],
    [`${word}[`, /not valid: missing closing \]/],
    [`(${word}`, /not valid/],
    [`(?:${word})*`, /matches the empty text/],
    ['\\b', /matches the empty text/],
    ['(?m)$', /matches the empty text/],
    ['\\B', /matches the empty text/],
    [`(?:(?:${word}){30}){30}`, /too large/],
  ])('%s', async (pattern, message) => {
    const error = await userRulesDetector([rule(pattern, { at: '.unleakrc.yaml:3:14' })]).catch(
      (reason: unknown) => reason as UnleakError,
    );
    if (!(error instanceof UnleakError)) throw new Error('expected an UnleakError');
    expect(error.code).toBe('config-invalid');
    expect(`${error.message} ${error.hint}`).toMatch(message);
    expect(error.message).toMatch(/^\.unleakrc\.yaml:3:14: .*acme-key/);
    expect(`${error.message} ${error.hint}`).not.toContain(word);
  });

  test('a group that is not there', async () => {
    await expect(userRulesDetector([rule('(a)', { secretGroup: 2 })])).rejects.toThrow('acme-key has no group 2');
  });
});

describe('toRule', () => {
  test('maps what the gate has to know', async () => {
    expect(
      await toRule(rule('(a)b', { keywords: ['AB'], flags: 'i', secretGroup: 1, entropy: 3, tier: 'warn' })),
    ).toEqual({
      id: 'acme-key',
      family: 'acme-key',
      tier: 'warn',
      keywords: ['ab'],
      caseSensitive: false,
      pattern: '(a)b',
      flags: 'i',
      secretGroup: 1,
      maxLength: PIECE_OVERLAP,
      minEntropy: 3,
      minRandomness: 0,
      generic: false,
      confidence: 'high',
    });
  });

  test.each([
    [['src/**'], 'src/deep/a.ts', true],
    [['src/**'], 'lib/src/a.ts', false],
    [['*.env', 'config/*'], '.env', true],
    [['*.env', 'config/*'], 'config/x', true],
    [['*.env', 'config/*'], 'config/x/y', false],
    [['**/*.test.*'], 'a/.b/c.test.ts', true],
    [['c++/?[ab]'], 'c++/xa', true],
    [['a[b]+'], 'abb', false],
    [['ключ/*'], 'ключ/é', true],
  ])('%j on %s: %s', async (paths, path, inScope) => {
    expect(new RegExp((await toRule(rule('a', { paths }))).paths!).test(Buffer.from(path).toString('latin1'))).toBe(
      inScope,
    );
  });

  test.each(['x'.repeat(256), 'ab/'.repeat(400), 'a/'.repeat(101)])(
    'an over-long path does not hide from a rule',
    async (path) => {
      expect(new RegExp((await toRule(rule('a', { paths: ['src/*'] }))).paths!).test(path)).toBe(true);
    },
  );

  test('any glob that the configuration lets through ends soon on any path', async () => {
    const glob = fc.string({
      unit: fc.constantFrom('*', '**/', '*a', 'a', '/', 'b', '?', '[ab]', '[', '+', '@', '\\', '!'),
      minLength: 1,
      maxLength: 12,
    });
    const paths = [
      `${'a'.repeat(255)}`,
      `${'a'.repeat(63)}b/`.repeat(15),
      `${'a'.repeat(254)}/`.repeat(4),
      'aaaabaaab/'.repeat(99),
      'a/'.repeat(99),
    ];
    await fc.assert(
      fc.asyncProperty(
        glob.filter((text) => RULE_PATH.test(text)),
        fc.constantFrom(...paths),
        async (text, path) => {
          const scope = new RegExp((await toRule(rule('a', { paths: [text] }))).paths!);
          const begun = Date.now();
          scope.test(`${path}x`);
          expect(Date.now() - begun).toBeLessThan(2000);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
