import { Secret } from '../../domain/secret.ts';
import { UnleakError } from '../../domain/unleak-error.ts';
import { DEFAULT_MARKER, type Replacement, type TargetPattern, type TargetText } from '../targets.ts';

/** What a file of expressions asks for. */
export interface ReplaceText {
  readonly texts: readonly TargetText[];
  readonly patterns: readonly TargetPattern[];
}

/** What takes a text's place where its line does not say. */
export const defaultReplacement = (): Replacement => ({ kind: 'marker', text: new Secret(DEFAULT_MARKER) });

const ARROW = '==>';

/**
 * Reads a file in the format that git-filter-repo and BFG share: an expression a line, a prefix `literal:`, `glob:` or
 * `regex:` (without one it is literal), and at the end `==>` with what takes its place. Where `==>` stands twice, the last
 * one counts, as in git-filter-repo (BFG takes the first). Nothing is a comment, blanks count, and empty lines do not.
 *
 * @see https://github.com/newren/git-filter-repo/blob/main/Documentation/git-filter-repo.txt "Content based filtering"
 * @see https://github.com/rtyley/bfg-repo-cleaner/blob/main/bfg/src/main/scala/com/madgag/git/bfg/cli/TextReplacementConfig.scala
 * @param text the file's bytes as latin1
 * @param source how people know the file, for the targets' names
 * @param otherwise what takes the place of texts whose line has no `==>`
 * @throws UnleakError `usage` for an expression that is empty: it would stand everywhere
 */
export function parseReplaceText(text: string, source: string, otherwise: Replacement): ReplaceText {
  const texts: TargetText[] = [];
  const patterns: TargetPattern[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.replace(/\r+$/, '');
    if (line === '') continue;
    const { kind, expression, replacement } = parseLine(line, otherwise);
    const name = `line ${index + 1} of ${source}`;
    if (expression === '') throw empty(name);
    if (kind !== 'literal') patterns.push({ kind, source: new Secret(expression), replacement, name });
    else texts.push({ secret: new Secret(expression), replacement, name: line[0] === '#' ? `${name}${MARK}` : name });
  }
  return { texts, patterns };
}

// Whoever wrote a comment there must see that it is none.
const MARK = ' (begins with #: a text, too, as nothing is a comment there)';

/** The replacement is cut off first: prefixes count at the beginning only. */
function parseLine(line: string, otherwise: Replacement) {
  const arrow = line.lastIndexOf(ARROW);
  const left = arrow < 0 ? line : line.slice(0, arrow);
  const marker = line.slice(arrow + ARROW.length);
  const replacement: Replacement = arrow < 0 ? otherwise : { kind: 'marker', text: new Secret(marker) };
  const [, prefix, rest] = /^(literal|glob|regex):(.*)$/s.exec(left) ?? [];
  const kind = (prefix ?? 'literal') as 'literal' | 'glob' | 'regex';
  return { kind, expression: rest ?? left, replacement };
}

const empty = (name: string): UnleakError =>
  new UnleakError(
    'usage',
    `There is nothing to look for in ${name}.`,
    'Write the text before the ==>, or take the line out.',
  );
