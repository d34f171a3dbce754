import { RE2JS } from 're2js';
import { UnleakError } from '../../domain/unleak-error.ts';
import type { UserRule } from './user-rule.ts';

/** Time for a piece of text grows with the size of the compiled pattern. A thousand repetitions of a class stay below. */
const MAX_PROGRAM = 3000;

/** Texts on which a pattern that can match nothing at all shows it: at an edge, in a word, between words, at a line end. */
const PROBES = ['', 'a', '0', ' a b ', '-\n', 'ab\ncd\n'];

const HINT =
  'Patterns have RE2 syntax (https://github.com/google/re2/wiki/Syntax): no look-around such as (?=...) or (?<!...) and no back-references such as \\1.';

/**
 * Compiles a user's pattern for an engine whose time is linear in the text, whatever the pattern.
 *
 * @throws UnleakError `config-invalid`, which names the rule and never quotes its pattern
 */
export function compilePattern(rule: UserRule): RE2JS {
  const pattern = compile(rule);
  if (pattern.programSize() > MAX_PROGRAM) throw wrong(rule, 'is too large', 'Use fewer or smaller repetitions.');
  if (PROBES.some((probe) => matchesNothing(pattern, probe))) {
    throw wrong(rule, 'matches the empty text', 'Make it ask for at least one character.');
  }
  if ((rule.secretGroup ?? 0) > pattern.groupCount()) {
    throw wrong(rule, `has no group ${rule.secretGroup}`, 'Correct secretGroup, or put the group in parentheses.');
  }
  return pattern;
}

function compile(rule: UserRule): RE2JS {
  try {
    return RE2JS.compile(rule.pattern, rule.flags === 'i' ? RE2JS.CASE_INSENSITIVE : 0);
  } catch (error) {
    throw wrong(rule, `is not valid: ${reason(error)}`, HINT);
  }
}

/** The engine's own description is one of a fixed set; its message quotes the pattern. */
function reason(error: unknown): string {
  const description: unknown = (error as { error?: unknown }).error;
  return typeof description === 'string' && /^[a-z -]{1,60}[\])]?$/i.test(description)
    ? description
    : 'a mistake in its syntax';
}

function matchesNothing(pattern: RE2JS, text: string): boolean {
  const matcher = pattern.matcher(text);
  while (matcher.find()) if (matcher.start() === matcher.end()) return true;
  return false;
}

function wrong(rule: UserRule, what: string, hint: string): UnleakError {
  const at = rule.at === undefined ? '' : `${rule.at}: `;
  return new UnleakError('config-invalid', `${at}the pattern of the rule ${rule.id} ${what}`, hint);
}
