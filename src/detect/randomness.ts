import { LETTER_PAIRS } from './letter-pairs.ts';

const LETTERS = 26;
const DIGIT = LETTERS;
const OTHER = LETTERS + 1;
/** The first character of the table's rows stands for 0 bits, the next for an eighth. */
const ZERO_BITS = 0x23;
const STEP = 1 / 8;

/** Bits that a word's writer spends on which digit, or which sign, it is; and on capitals within it: what follows a letter of the other case. */
const WHICH_DIGIT = Math.log2(10);
const WHICH_SIGN = Math.log2(3);
const CAPITAL_WITHIN = 3.5;
const CAPITALS_ON = 1.5;
const CASE_AS_USUAL = 0.3;

const CLASSES = [/[a-z]/g, /[A-Z]/g, /[0-9]/g, /[^0-9A-Za-z]/g];
const SIZES = [LETTERS, LETTERS, 10, 3];
const HEX = /^(?:[0-9a-f]+|[0-9A-F]+)$/;

/**
 * How much likelier a text is one of random characters than one of names and words: the log-likelihood ratio in bits, by which characters
 * follow which. Positive: random. Random characters give some 2 bits each, hexadecimal ones 1.5; words as much the other way.
 */
export function randomness(text: string): number {
  if (text.length < 2) return 0;
  const mixed = /[a-z]/.test(text) && /[A-Z]/.test(text);
  let bits = -randomCost(text) * (text.length - 1);
  for (let i = 1; i < text.length; i++) {
    const [before, after] = [text.charCodeAt(i - 1), text.charCodeAt(i)];
    const symbol = symbolOf(after);
    bits += (LETTER_PAIRS[symbolOf(before)]!.charCodeAt(symbol) - ZERO_BITS) * STEP;
    if (symbol === DIGIT) bits += WHICH_DIGIT;
    else if (symbol === OTHER) bits += WHICH_SIGN;
    else if (mixed) bits += caseBits(before, after);
  }
  return bits;
}

/**
 * Bits for each of the text's characters if they are random: all of them from one alphabet, or, where that is cheaper, each kind as often
 * as it is there, which has to be said as well. So a hash with a few letters behind it is random, too.
 */
function randomCost(text: string): number {
  if (HEX.test(text)) return Math.log2(16);
  const kinds = CLASSES.map((set, i) => ({ size: SIZES[i]!, count: text.match(set)?.length ?? 0 })).filter(
    ({ count }) => count > 0,
  );
  const together = Math.log2(kinds.reduce((sum, { size }) => sum + size, 0));
  const shares = kinds.reduce((sum, { size, count }) => sum + count * Math.log2((size * text.length) / count), 0);
  const toSayShares = ((kinds.length - 1) / 2) * Math.log2(text.length + 1);
  return Math.min(together, (shares + toSayShares) / text.length);
}

function caseBits(before: number, after: number): number {
  if (!isCapital(after)) return CASE_AS_USUAL;
  if (isCapital(before)) return CAPITALS_ON;
  return symbolOf(before) < DIGIT ? CAPITAL_WITHIN : 1;
}

const isCapital = (code: number): boolean => code >= 0x41 && code <= 0x5a;

function symbolOf(code: number): number {
  const folded = code | 0x20;
  if (folded >= 0x61 && folded <= 0x7a) return folded - 0x61;
  return code >= 0x30 && code <= 0x39 ? DIGIT : OTHER;
}
