import { RE2JS } from 're2js';
import { UnleakError } from '../../domain/unleak-error.ts';
import type { TargetPattern } from '../targets.ts';
import type { Edit } from './edit.ts';
import { globToRegex } from './glob-to-regex.ts';
import type { Pass } from './layer.ts';
import { type Template, templateOf } from './template.ts';

interface Compiled {
  readonly target: number;
  readonly expression: RE2JS;
  /** Undefined: as many `*`. */
  readonly fill: Template | undefined;
}

/** Time for a piece of text grows with the size of the compiled expression. */
const MAX_PROGRAM = 3000;

const HINT =
  'Expressions have RE2 syntax (https://github.com/google/re2/wiki/Syntax): write it without look-around such as (?=...) or (?<!...), without back-references such as \\1, and with \\z for the end of the text.';

/**
 * One pass for each expression, over bytes as latin1; groups may stand in the replacement. A match that is replaced by
 * itself is none, so an expression may match its own replacement.
 *
 * @param first number of the first pattern among the targets
 * @throws UnleakError `usage` for an expression that is none; the message never quotes it
 */
export function patternPasses(patterns: readonly TargetPattern[], first: number): Pass[] {
  return patterns.map((pattern, i): Pass => {
    const compiled = compile(pattern, first + i);
    return (bytes, layer) => matches(bytes.toString('latin1'), compiled, () => layer.keepsLength);
  });
}

function matches(text: string, { target, expression, fill }: Compiled, keepsLength: () => boolean): Edit[] {
  const edits: Edit[] = [];
  const matcher = expression.matcher(text);
  while (matcher.find()) {
    const [start, end] = [matcher.start(), matcher.end()];
    const put = fill && !keepsLength() ? fill((key) => matcher.group(key) ?? '') : '*'.repeat(end - start);
    if (put === text.slice(start, end)) continue;
    edits.push({ start, end, bytes: Buffer.from(put, 'latin1'), replaced: [{ target, start, end, encodings: [] }] });
  }
  return edits;
}

function compile({ kind, source, replacement, name }: TargetPattern, target: number): Compiled {
  const expression = parse(kind === 'glob' ? globToRegex(source.reveal()) : source.reveal(), name);
  if (expression.programSize() > MAX_PROGRAM) throw wrong(name, 'is too large', 'Use fewer or smaller repetitions.');
  if (expression.matcher('').find()) {
    throw wrong(name, 'matches the empty text', 'Make it ask for at least one character.');
  }
  if (replacement.kind === 'same-length') return { target, expression, fill: undefined };
  const { groups, fill } = templateOf(kind, replacement.text.reveal());
  const known = new Set<number | string>(Object.keys(expression.namedGroups()));
  const unknown = groups.find((key) => (typeof key === 'number' ? key > expression.groupCount() : !known.has(key)));
  if (unknown !== undefined)
    throw wrong(name, 'has no such group as its replacement names', 'Correct the replacement.');
  const compiled = { target, expression, fill };
  if (
    matches(
      fill(() => ''),
      compiled,
      () => false,
    ).length > 0
  ) {
    throw wrong(name, 'matches its own replacement, which it would change again', 'Correct one of them.');
  }
  return compiled;
}

function parse(source: string, name: string): RE2JS {
  try {
    return RE2JS.compile(source);
  } catch {
    throw wrong(name, 'is not valid', HINT);
  }
}

function wrong(name: string, what: string, hint: string): UnleakError {
  return new UnleakError('usage', `The expression (${name}) ${what}`, hint);
}
