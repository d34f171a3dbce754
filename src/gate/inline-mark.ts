/** `unleak:allow <rule> -- <reason>`, as somebody wrote it beside a secret. It counts if it has both. */
export interface InlineMark {
  /** Empty where it names none. */
  readonly rule: string;
  /** Empty where it gives none. */
  readonly reason: string;
}

// A reason in angle brackets is the place for one, as our own advice prints it.
const MARK = /unleak:allow(?![\w-])(?:[ \t]+(?!--)(\S+))?(?:[ \t]+--[ \t]+(?!<)(\S(?:(?!unleak:allow)[^\r\n])*))?/g;

// What may stand before a mark on a line of its own: the comment signs of common languages.
const ONLY_COMMENT = /^[\s#/*;<!\-'"%(]*(?:(?:rem|dnl)\s+)?$/i;

// A mark further away than this on its line is not looked for: minified files have lines of megabytes.
const REACH = 4096;

/**
 * The marks that speak for the text at [start, end): those on its own first and last line, and one on the line above if
 * that line holds nothing else (a mark behind another secret speaks for that secret only).
 */
export function marksNear(bytes: Buffer, start: number, end: number): InlineMark[] {
  const firstLine = lineAround(bytes, start);
  const lastLine = lineAround(bytes, Math.max(start, end - 1));
  const marks = [...parseMarks(textOf(bytes, firstLine.start, firstLine.end))];
  if (lastLine.start !== firstLine.start) marks.push(...parseMarks(textOf(bytes, lastLine.start, lastLine.end)));
  const above = lineAbove(bytes, firstLine.start);
  if (above) {
    const text = textOf(bytes, above.start, above.end);
    if (ONLY_COMMENT.test(text.split('unleak:allow', 1)[0]!)) marks.push(...parseMarks(text));
  }
  return marks;
}

function* parseMarks(text: string): Generator<InlineMark> {
  for (const [, rule = '', reason = ''] of text.matchAll(MARK)) {
    yield {
      rule,
      reason: Buffer.from(reason, 'latin1')
        .toString()
        .replace(/\s*(?:\*\/|-->|["'`]\)?[;,]?)?\s*$/, ''),
    };
  }
}

/** Text of either width: a file in UTF-16 has a NUL in each character. */
const textOf = (bytes: Buffer, start: number, end: number): string =>
  bytes.toString('latin1', start, end).replaceAll('\0', '');

interface Line {
  readonly start: number;
  readonly end: number;
}

const LF = 0x0a;
const CR = 0x0d;
const isLineEnd = (byte: number | undefined): boolean => byte === LF || byte === CR;

/** A line ends at LF, CRLF or CR alone. */
function lineAround(bytes: Buffer, at: number): Line {
  let start = at;
  while (start > 0 && at - start < REACH && !isLineEnd(bytes[start - 1])) start--;
  let end = at;
  while (end < bytes.length && end - at < REACH && !isLineEnd(bytes[end])) end++;
  return { start, end };
}

function lineAbove(bytes: Buffer, start: number): Line | undefined {
  if (start === 0 || !isLineEnd(bytes[start - 1])) return undefined;
  const end = bytes[start - 1] === LF && bytes[start - 2] === CR ? start - 2 : start - 1;
  return { start: lineAround(bytes, end).start, end };
}
