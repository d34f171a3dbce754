import { Lexer } from 'yaml';
import { invalid } from './invalid.ts';

/** The most lexical parts of a file: what a parser needs grows with them, much faster than with bytes. */
const MAX_TOKENS = 100_000;

/** Brackets inside brackets, and list or mapping marks on one line. The format itself needs four. */
const MAX_DEPTH = 32;

/** Spaces before a line of its own. */
const MAX_INDENT = 200;

/**
 * Refuses text that no one writes but that would exhaust the YAML parser, which recurses: it can bring the whole
 * process down. Only the lexer looks at it here; that needs one pass and no stack.
 */
export function checkNesting(text: string, name: string): void {
  let count = 0;
  let depth = 0;
  let marks = 0;
  let previous = '\n';
  for (const token of new Lexer().lex(text)) {
    count += 1;
    if (token === '[' || token === '{') depth += 1;
    if (token === ']' || token === '}') depth = Math.max(0, depth - 1);
    if (isNewline(token)) marks = 0;
    if (depth === 0 && ['-', '?', ':'].includes(token)) marks += 1;
    const indent = isNewline(previous) && depth === 0 && /^[ \t]+$/.test(token) ? token.length : 0;
    if (count > MAX_TOKENS) throw invalid(`${name}:1:1`, 'the file has too many parts to be a configuration');
    if (depth > MAX_DEPTH || marks > MAX_DEPTH || indent > MAX_INDENT) {
      throw invalid(`${name}:1:1`, 'the file is nested too deeply to be a configuration');
    }
    previous = token;
  }
}

function isNewline(token: string): boolean {
  return token === '\n' || token === '\r\n' || token === '\r';
}
