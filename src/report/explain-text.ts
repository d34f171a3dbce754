import type { ExplainedMatch, Explanation, KeywordPlace, RuleLook, TextPlace } from '../domain/explanation.ts';
import { count } from './amounts.ts';
import { displayPath, displayText } from './display-path.ts';
import { noteWords, outcomeWords } from './explain-words.ts';
import { paint } from './paint.ts';
import { textUnread } from './text-skips.ts';

/** Keywords that are listed for one rule or match; the others are counted. */
const MOST_KEYWORDS = 5;

/** Choices for the text. */
export interface ExplainTextOptions {
  readonly color: boolean;
}

/** The explanation for a person: each rule that looked, what its checks said, what is reported. Never the value. */
export function renderExplanation(explanation: Explanation, { color }: ExplainTextOptions): string {
  const { looks, secrets, skipped, fingerprintScope } = explanation;
  const colors = paint(color);
  const safe = (text: string): string => displayText(text, secrets);
  const blocks = looks.map((look) => {
    // What unleak's own rules say is public, whatever somebody took for a secret.
    const own = look.origin === 'unleak' ? (text: string) => text : safe;
    return [
      `${colors.bold(own(look.rule))}: ${own(look.title)}`,
      ...lookLines(look, { own, safe }).map((line) => `  ${line}`),
    ];
  });
  const unkeyed = fingerprintScope === 'run' && looks.some(({ matches }) => matches.some(({ finding }) => finding));
  const foot = [
    ...textUnread(skipped, secrets),
    ...(unkeyed ? ['There is no salt here, so the fingerprints hold for this run only: unleak init makes one.'] : []),
  ];
  const parts = [[colors.bold(titleOf(explanation))], ...blocks, foot].filter((lines) => lines.length > 0);
  return `${parts.map((lines) => lines.join('\n').trimEnd()).join('\n\n')}\n`;
}

function titleOf({ path, line, looks, secrets }: Explanation): string {
  const name = path === undefined ? 'the text' : displayPath(path, secrets);
  const where = line === undefined ? name : `${name}:${line}`;
  const tried = looks.filter(({ state }) => state === 'tried');
  if (tried.length === 0) return `unleak: ${where}: no rule looked: no keyword stands there`;
  const reported = tried.flatMap(({ matches }) => matches).filter(({ finding }) => finding && !finding.suppressed);
  return `unleak: ${where}: ${count(tried.length, 'rule')} looked, ${count(reported.length, 'finding')} reported`;
}

/** What makes texts safe to print: those of a rule, and all others. */
interface Printing {
  readonly own: (text: string) => string;
  readonly safe: (text: string) => string;
}

function lookLines({ state, origin, keywords, matches }: RuleLook, printing: Printing): string[] {
  const met = keywordLines(keywords, printing);
  const matched = matches.flatMap((match) => matchLines(match, printing));
  if (state === 'off') return [...met, 'not tried: the configuration switched it off'];
  if (state === 'no-keyword') return ['not tried: none of its keywords stands anywhere in the text'];
  // A pattern of unleak's is tried near its keywords; the user's, all over the text.
  if (origin === 'unleak')
    return [...matched, ...met, ...(met.length > 0 ? ['its pattern matches nothing there'] : [])];
  if (matches.length > 0) return [...met, ...matched];
  return [
    ...(met.length > 0 ? met : ['it has no keywords, so it looks everywhere']),
    'its pattern matches nothing here',
  ];
}

function keywordLines(keywords: readonly KeywordPlace[], printing: Printing): string[] {
  const more = keywords.length - MOST_KEYWORDS;
  return [
    ...keywords.slice(0, MOST_KEYWORDS).map((keyword) => `keyword ${keywordWords(keyword, printing)}`),
    ...(more > 0 ? [`… and ${count(more, 'more keyword')}`] : []),
  ];
}

function matchLines(match: ExplainedMatch, printing: Printing): string[] {
  const { from, to, encodings, keywords, notes } = match;
  return [
    ...keywordLines(keywords, printing),
    `match ${placeWords(from)} to ${placeWords(to)}${decoded(encodings, printing)}: [secret]`,
    ...notes.map((note) => `  ${noteWords(note, printing.safe)}`),
    `  ${outcomeWords(match, printing.safe)}`,
  ];
}

const keywordWords = ({ keyword, encodings, ...place }: KeywordPlace, printing: Printing): string =>
  `${printing.own(keyword)} at ${placeWords(place)}${decoded(encodings, printing)}`;

const placeWords = ({ line, column }: TextPlace): string => `${line}:${column}`;

const decoded = (encodings: readonly string[], { safe }: Printing): string =>
  encodings.length === 0 ? '' : ` (inside ${encodings.map(safe).join(', then ')})`;
