import { type Document, LineCounter, parseDocument } from 'yaml';
import { checkNesting } from './check-nesting.ts';
import { invalid } from './invalid.ts';
import { locate } from './locate.ts';
import type { Located } from './located.ts';

/** The languages a configuration is written in. */
export type Syntax = 'yaml' | 'json';

/**
 * Parses a configuration's text, remembering where every value stands. Time and memory are bounded whatever the text.
 *
 * @param name what messages call the file
 * @param key for `package.json`: the top-level key that is wanted
 * @returns undefined for a file with nothing in it, or without the key
 * @throws UnleakError `config-invalid`, which never quotes the text
 */
export function parseText(text: string, name: string, syntax: Syntax, key?: string): Located | undefined {
  checkNesting(text, name);
  const lines = new LineCounter();
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
  };
  const document = parse(text, name, lines);
  if (syntax === 'json') checkJson(text, document, at);
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem) throw invalid(at(problem.pos[0]), `not valid ${syntax === 'json' ? 'JSON' : 'YAML'} (${problem.code})`);
  return locate(document, at, key);
}

/** Duplicate keys are looked for in `locate`: the library compares every key with every other. */
function parse(text: string, name: string, lines: LineCounter): Document {
  try {
    return parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      uniqueKeys: false,
      stringKeys: true,
      resolveKnownTags: false,
      logLevel: 'error',
    });
  } catch {
    throw invalid(`${name}:1:1`, 'the file is nested too deeply, or not YAML');
  }
}

/** A `.json` file has to be JSON for other programs too. The messages of `JSON.parse` quote the text: not passed on. */
function checkJson(text: string, document: Document, at: (offset: number) => string): void {
  if (text.trim() === '') return;
  try {
    JSON.parse(text);
  } catch {
    throw invalid(at(document.errors[0]?.pos[0] ?? 0), 'not valid JSON');
  }
}
