import { describe, expect, it } from 'vitest';
import {
  type DecodedPlace,
  decodeBase64At,
  decodeEscapesAt,
  decodeHexAt,
  decodeUtf16At,
} from '../../../../src/detect/engine/decode-at.ts';
import { below, oneOf, prose } from '../../../support/history/planted-text.ts';
import { seededRandom } from '../../../support/template.ts';

const random = seededRandom(42);
const RUNS = 300;
const WORD = 'NEEDLE';

/** A line of text with a word in it, and where that begins. */
function haystack(): { text: string; at: number } {
  const before = prose(random, below(random, 300)).replaceAll('\n', ' ');
  return { text: `${before}${WORD}${prose(random, below(random, 300)).replaceAll('\n', ' ')}`, at: before.length };
}

function expectAround(
  decoded: DecodedPlace | undefined,
  text: string,
  at: number,
  before: number,
  after: number,
): void {
  expect(decoded!.text.slice(decoded!.at, decoded!.at + WORD.length)).toBe(WORD);
  const [from, to] = [Math.max(0, at - before), Math.min(text.length, at + after)];
  expect(decoded!.text.slice(Math.max(0, decoded!.at - before), decoded!.at + after)).toBe(text.slice(from, to));
}

describe('decodeBase64At', () => {
  it.each(['', '\n', '\r\n', '\n    ', '\r\n\t\t'])('reads on both sides, over lines that end with %j', (end) => {
    for (let run = 0; run < RUNS; run++) {
      const { text, at } = haystack();
      const [before, after] = [below(random, 200), WORD.length + below(random, 200)];
      const whole = Buffer.from(text)
        .toString(end === '' ? 'base64url' : 'base64')
        .replace(/=+$/, '');
      const width = oneOf(random, [60, 64, 76]);
      const positions: number[] = [];
      let wrapped = '\n';
      for (const [i, character] of [...whole].entries()) {
        if (i > 0 && i % width === 0) wrapped += end;
        positions.push(wrapped.length);
        wrapped += character;
      }
      const group = Math.floor(at / 3);
      const place = { from: positions[group * 4]!, skip: at % 3, before, after };
      const decoded = decodeBase64At(Buffer.from(`${wrapped}\n~`), place);
      expectAround(decoded, text, at, before, after);
      expect(decoded!.origin(decoded!.at)).toBe(positions[Math.ceil((at * 4) / 3)]);
    }
  });

  it('stops at the end of a short line, at the start and the end of all, and where there is none', () => {
    const base64 = Buffer.from(`a ${WORD} b`).toString('base64');
    const decoded = decodeBase64At(Buffer.from(`QUJD\n${base64}\nQUJD`), { from: 5, skip: 2, before: 9, after: 99 });
    expect(decoded).toMatchObject({ text: `a ${WORD} b`, at: 2 });
    expect(decodeBase64At(Buffer.from(base64), { from: 0, skip: 2, before: 9, after: 99 })?.text).toBe(`a ${WORD} b`);
    for (const from of [0, 4, 99])
      expect(decodeBase64At(Buffer.from('....'), { from, skip: 0, before: 9, after: 9 })).toBe(undefined);
  });
});

describe.each([
  {
    name: 'decodeHexAt',
    decode: decodeHexAt,
    write: (text: string) => Buffer.from(Buffer.from(text).toString('hex')),
    first: 0,
  },
  { name: 'decodeUtf16At', decode: decodeUtf16At, write: (text: string) => Buffer.from(text, 'utf16le'), first: 0 },
  {
    name: 'decodeUtf16At, big-endian',
    decode: decodeUtf16At,
    write: (text: string) => Buffer.from(text, 'utf16le').swap16(),
    first: 1,
  },
])('$name', ({ decode, write, first }) => {
  it('reads on both sides, to the very ends', () => {
    for (let run = 0; run < RUNS; run++) {
      const { text, at } = haystack();
      const [before, after] = [below(random, 400), WORD.length + below(random, 400)];
      const decoded = decode(write(text), { from: at * 2 + first, skip: 0, before, after });
      expectAround(decoded, text, at, before, after);
      expect(decoded.origin(decoded.at)).toBe(at * 2 + first);
    }
  });

  it('reads no further than it is encoded', () => {
    const bytes = Buffer.concat([Buffer.from('~~'), write(`${WORD}.`), Buffer.from('~~')]);
    const decoded = decode(bytes, { from: 2 + first, skip: 0, before: 50, after: 50 });
    expect(decoded.text.slice(decoded.at, decoded.at + WORD.length)).toBe(WORD);
    expect(decoded.text.length).toBeLessThan(WORD.length + 3);
  });
});

describe('decodeEscapesAt', () => {
  it('reads all escapes of its line, and no other line', () => {
    const bytes = Buffer.from(`%41\\u0042\\x43\\/x${WORD}%2Fz\nnext`);
    const at = bytes.indexOf(WORD);
    const decoded = decodeEscapesAt(Buffer.concat([Buffer.from('line\n'), bytes]), {
      from: at + 5,
      skip: 0,
      before: 50,
      after: 50,
    })!;
    expect(decoded.text.slice(decoded.at)).toBe(decoded.text.slice(decoded.text.indexOf(WORD)));
    expect(decoded.text).not.toMatch(/line|next/);
    expect(decoded.text).toContain('/z');
    expect(decoded.origin(decoded.at)).toBe(at + 5);
  });
});
