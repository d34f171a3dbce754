import { LONGEST_NOT_AFTER, type Rule } from '../domain/rule.ts';

const compiled = new WeakMap<Rule, RegExp>();

/**
 * Whether what stands right before a match makes it something else: `public` before `key`. The rule's `notAfter` is run on that, a NUL, and the
 * match's beginning. Not a look-behind of the pattern: V8 takes a
 * millisecond to compile one of so many words, in a hook at every commit, and few texts match at all.
 *
 * @param text what the pattern was run on @param index where the match begins
 */
export function isUnwanted(rule: Rule, text: string, index: number): boolean {
  if (rule.notAfter === undefined || index === 0) return false;
  const known = compiled.get(rule) ?? new RegExp(rule.notAfter, 'i');
  compiled.set(rule, known);
  const before = text.slice(Math.max(0, index - LONGEST_NOT_AFTER), index);
  return known.test(`${before}\0${text.slice(index, index + LONGEST_NOT_AFTER)}`);
}
