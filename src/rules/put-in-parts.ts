import type { Report, RuleFile } from './rule-file.ts';

/** A part's place in a pattern, as PCRE calls a named group: `(?&name)`. */
const PLACE = /\(\?&([a-z0-9-]+)\)/g;

/**
 * Puts a file's parts into its patterns, each as a group of its own. A part may hold those that stand above it.
 *
 * @param report gets each name that no part above has
 */
export function putInParts(file: RuleFile, report: Report): RuleFile {
  if (file.parts === undefined) return file;
  const whole = new Map<string, string>();
  const putIn = (text: string, path: readonly (string | number)[]): string =>
    text.replace(PLACE, (place, name: string) => {
      const part = whole.get(name);
      if (part === undefined) report(path, `no part is called "${name}"`);
      return part === undefined ? place : `(?:${part})`;
    });
  for (const [name, text] of Object.entries(file.parts)) whole.set(name, putIn(text, ['parts', name]));
  const rules = file.rules.map((rule, i) => ({
    ...rule,
    pattern: putIn(rule.pattern, ['rules', i, 'pattern']),
    ...(rule.notAfter !== undefined && { notAfter: putIn(rule.notAfter, ['rules', i, 'notAfter']) }),
  }));
  return { ...file, rules };
}
