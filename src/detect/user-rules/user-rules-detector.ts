import type { RE2JS } from 're2js';
import type { Blob } from '../../domain/blob.ts';
import type { Candidate } from '../../domain/candidate.ts';
import type { DetectContext, Detector } from '../../domain/detector.ts';
import { Secret } from '../../domain/secret.ts';
import { DetectorTimeout } from '../detector-timeout.ts';
import { findMatches } from './find-matches.ts';
import type { UserRule } from './user-rule.ts';

export { toRule } from './to-rule.ts';

const ID = 'user-rules';

/** More matches than this in one window are a pattern gone wrong; the detector then fails, it never drops some. */
const MAX_MATCHES = 50_000;

interface CompiledRule {
  readonly id: string;
  readonly pattern: RE2JS;
  readonly group: number;
  readonly keywords: readonly string[];
}

/**
 * The detector of the rules in the user's configuration. Entropy and paths are looked at later, by the rule that
 * `toRule` gives. The regex engine is loaded here, so call this only when there are rules.
 *
 * @throws UnleakError `config-invalid` when a pattern is wrong
 */
export async function userRulesDetector(rules: readonly UserRule[]): Promise<Detector> {
  const { compilePattern } = await import('./compile-pattern.ts');
  const compiled = rules.map((rule) => ({
    id: rule.id,
    pattern: compilePattern(rule),
    group: rule.secretGroup ?? 0,
    keywords: (rule.keywords ?? []).map(asBytes),
  }));
  return { id: ID, detect: (blob, context) => detect(compiled, blob, context) };
}

/** The keyword's UTF-8 bytes as latin1 text, as the window's text has them. */
function asBytes(keyword: string): string {
  return Buffer.from(keyword).toString('latin1').toLowerCase();
}

function detect(rules: readonly CompiledRule[], { bytes }: Blob, { deadline, witness }: DetectContext): Candidate[] {
  const text = bytes.toString('latin1');
  const lowerCase = rules.some(({ keywords }) => keywords.length > 0) ? text.toLowerCase() : text;
  const checkTime = () => {
    if (Date.now() > deadline) throw new DetectorTimeout(ID);
  };
  const candidates: Candidate[] = [];
  for (const rule of rules) {
    checkTime();
    if (rule.keywords.length > 0 && !rule.keywords.some((keyword) => lowerCase.includes(keyword))) continue;
    witness?.looked({ ...rule, caseSensitive: false }, bytes, positionsOf(rule.keywords, lowerCase));
    for (const { start, end } of findMatches(rule.pattern, text, rule.group, checkTime)) {
      candidates.push({
        rule: rule.id,
        secret: new Secret(text.slice(start, end)),
        start,
        end,
        confidence: 'high',
        encodings: [],
      });
      if (candidates.length > MAX_MATCHES) throw new Error(`The detector ${ID} has too many matches in one file.`);
    }
  }
  return candidates;
}

/** Every place in a text where one of some words begins. */
function positionsOf(words: readonly string[], text: string): number[] {
  const positions = new Set<number>();
  for (const word of words) {
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) positions.add(at);
  }
  return [...positions];
}
