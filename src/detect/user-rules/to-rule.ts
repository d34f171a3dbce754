import type { Rule } from '../../domain/rule.ts';
import { PIECE_OVERLAP } from './find-matches.ts';
import type { UserRule } from './user-rule.ts';

/** The keyword's UTF-8 bytes as latin1 text, its ASCII letters in lower case. */
const keywordBytes = (keyword: string): string =>
  Buffer.from(keyword.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())).toString('latin1');

/**
 * What the gate has to know of a user's rule: tier, entropy, paths. The pattern is RE2 syntax, for `userRulesDetector`
 * only. Globs are compiled here, so micromatch is loaded only for a rule that has some.
 *
 * @throws UnleakError `config-invalid` when a glob is wrong
 */
export async function toRule(custom: UserRule): Promise<Rule> {
  const paths = custom.paths && (await import('./path-scope.ts')).pathScope(custom.paths, custom);
  return {
    id: custom.id,
    family: custom.id,
    tier: custom.tier,
    keywords: (custom.keywords ?? []).map(keywordBytes),
    caseSensitive: false,
    pattern: custom.pattern,
    flags: custom.flags ?? '',
    secretGroup: custom.secretGroup ?? 0,
    maxLength: PIECE_OVERLAP,
    minEntropy: custom.entropy ?? 0,
    minRandomness: 0,
    generic: false,
    confidence: 'high',
    ...(paths === undefined ? {} : { paths }),
  };
}
