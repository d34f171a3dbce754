import type { DecodedRun, Decoder } from './decoded-text.ts';

// HTML's names for what stands in secrets and around them: https://html.spec.whatwg.org/multipage/named-characters.html
const NAMED: Readonly<Record<string, string>> = {
  ...{
    quot: '"',
    apos: "'",
    amp: '&',
    lt: '<',
    gt: '>',
    lowbar: '_',
    underbar: '_',
    equals: '=',
    colon: ':',
    sol: '/',
  },
  ...{ plus: '+', period: '.', comma: ',', semi: ';', commat: '@', dollar: '$', percnt: '%', num: '#', excl: '!' },
  ast: '*',
};

// %41 (RFC 3986), \u0041 (JSON, JavaScript, Java), \x41 (most languages), \/ (JSON), &#x41; &#65; &lowbar; (HTML, XML).
const HEX = String.raw`(?:%|\\u00|\\x)([0-9a-f]{2})|&#x0{0,5}([0-9a-f]{2});`;
const DECIMAL = String.raw`&#0{0,5}(\d{1,2}|1\d\d|2[0-4]\d|25[0-5]);`;
const ESCAPE = new RegExp(String.raw`${HEX}|${DECIMAL}|&(${Object.keys(NAMED).join('|')});|\\/`, 'gi');

// Lines that begin no further than this behind another's end are read together with it, and with what is in between.
const NEAR = 256;

/**
 * Escaped characters: each line that has some is read again with them resolved. Lines near to one another make one run,
 * so that a file with an escape in each of a million lines does not make a million.
 */
export const escapes: Decoder = (input) => {
  const runs: DecodedRun[] = [];
  if (!input.includes('%') && !input.includes('\\') && !input.includes('&')) return runs;
  const text = input.toString('latin1');
  let lines: { start: number; end: number } | undefined;
  ESCAPE.lastIndex = 0;
  for (let match = ESCAPE.exec(text); match !== null; match = ESCAPE.exec(text)) {
    const start = text.lastIndexOf('\n', match.index) + 1;
    const next = text.indexOf('\n', match.index);
    const end = next < 0 ? text.length : next;
    if (lines && start - lines.end <= NEAR) lines.end = end;
    else {
      if (lines) runs.push(resolveLines(text.slice(lines.start, lines.end), lines.start));
      lines = { start, end };
    }
    ESCAPE.lastIndex = end;
  }
  if (lines) runs.push(resolveLines(text.slice(lines.start, lines.end), lines.start));
  return runs;
};

function resolveLines(lines: string, start: number): DecodedRun {
  // Breakpoints: from decoded[i] on, positions in the lines are ahead by shift[i].
  const decoded: number[] = [];
  const shift: number[] = [];
  let removed = 0;
  const text = lines.replace(ESCAPE, (match: string, ...groups: unknown[]) => {
    const offset = groups[4] as number;
    removed += match.length - 1;
    decoded.push(offset + match.length - removed);
    shift.push(removed);
    return characterOf(groups as (string | undefined)[]);
  });
  return {
    encoding: 'escaped',
    bytes: Buffer.from(text, 'latin1'),
    origin: (index) => start + index + (shift[lastAtMost(decoded, index)] ?? 0),
  };
}

/** What an escape stands for, by its groups. */
function characterOf([hex, hexEntity, decimal, name]: readonly (string | undefined)[]): string {
  if (name !== undefined) return NAMED[name.toLowerCase()]!;
  const digits = hex ?? hexEntity;
  if (digits !== undefined) return String.fromCharCode(Number.parseInt(digits, 16));
  return decimal === undefined ? '/' : String.fromCharCode(Number(decimal));
}

/** The last place in an ascending list whose value is at most `value`; -1 when there is none. */
function lastAtMost(list: readonly number[], value: number): number {
  let low = -1;
  let high = list.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (list[middle]! <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
