/** git abbreviates to no less, unless it is told to. */
const SHORTEST = 7;
const HEX = 1;
const WORD = 2;

/** By byte: a digit of an id, another letter of a word, or neither. */
const KINDS = Uint8Array.from({ length: 256 }, (_, byte) => {
  const letter = String.fromCharCode(byte);
  return /[0-9a-f]/.test(letter) ? HEX : /\w/.test(letter) ? WORD : 0;
});

/** Words of 7 digits and more, of which all are in lower-case hex, in text from a place on. */
export function hexRuns(
  text: Buffer,
  from: number,
  longest: number,
  visit: (start: number, end: number) => void,
): void {
  // A run that is long enough has a digit at every seventh place.
  for (let at = from + SHORTEST - 1; at < text.length; at += SHORTEST) {
    if (KINDS[text[at]!] !== HEX) continue;
    let start = at;
    while (start > from && KINDS[text[start - 1]!] === HEX) start--;
    let end = at + 1;
    while (end < text.length && KINDS[text[end]!] === HEX) end++;
    const isWord = (start === from || !KINDS[text[start - 1]!]) && !KINDS[text[end] ?? 0];
    if (isWord && end - start >= SHORTEST && end - start <= longest) visit(start, end);
    at = Math.max(at, end - SHORTEST + 1);
  }
}
