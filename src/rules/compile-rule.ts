import type { AST } from '@eslint-community/regexpp';
import { LONGEST_NOT_AFTER, type Rule, type RuleDetails } from '../domain/rule.ts';
import { addBoundary, LOOKED_AT } from './boundary.ts';
import { checkPattern } from './check-pattern.ts';
import { compileGlobs } from './path-globs.ts';
import { longestMatch } from './pattern-length.ts';
import { countGroups, parsePattern } from './pattern-tree.ts';
import type { Report, RuleEntry, RuleFile, YamlPath } from './rule-file.ts';

/** Turns one checked entry into the engine's half of a rule; notes what is wrong with its pattern, and gives nothing then. */
export function compileRule(entry: RuleEntry, report: Report): Rule | undefined {
  const tree = readPattern(entry, report);
  if (tree === undefined) return undefined;
  const caseSensitive = entry.caseSensitive ?? true;
  const { boundary = 'word', notAfter } = entry;
  const unwanted = notAfter === undefined ? undefined : readText(notAfter, ['notAfter'], report);
  if (unwanted !== undefined && longestMatch(unwanted) > LONGEST_NOT_AFTER)
    report(['notAfter'], `is longer than ${LONGEST_NOT_AFTER} characters`);
  const looksAt = LOOKED_AT[boundary] + (unwanted === undefined ? 0 : longestMatch(unwanted));
  return {
    id: entry.id,
    family: entry.family ?? entry.id,
    tier: entry.tier,
    keywords: caseSensitive ? entry.keywords : entry.keywords.map((keyword) => keyword.toLowerCase()),
    caseSensitive,
    pattern: addBoundary(entry.pattern, boundary),
    ...(notAfter !== undefined && { notAfter }),
    flags: caseSensitive ? '' : 'i',
    secretGroup: entry.secretGroup ?? 0,
    maxLength: longestMatch(tree) + looksAt,
    minEntropy: entry.entropy ?? 0,
    minRandomness: entry.randomness ?? 0,
    ...(entry.checksum !== undefined && { checksum: entry.checksum }),
    ...(entry.paths !== undefined && { paths: compileGlobs(entry.paths) }),
    generic: entry.generic ?? false,
    ...(entry.weak && { weak: true }),
    ...(entry.inTests && { inTests: entry.inTests }),
    confidence: entry.confidence,
    ...(entry.pair !== undefined && { pair: entry.pair }),
  };
}

/** People's half of a rule: `source` and `rotate` default to the file's. */
export function describeRule(entry: RuleEntry, file: RuleFile, report: Report): RuleDetails {
  const source = entry.source ?? file.source ?? '';
  const rotate = entry.rotate ?? file.rotate ?? '';
  if (source === '') report([], `"source" is missing, here and at the top of the file`);
  if (rotate === '') report([], `"rotate" is missing, here and at the top of the file`);
  return { id: entry.id, title: entry.title, provider: file.provider, secretType: entry.secretType, source, rotate };
}

function readPattern(entry: RuleEntry, report: Report): AST.Pattern | undefined {
  const tree = readText(entry.pattern, ['pattern'], report);
  if (tree === undefined || countGroups(tree) >= (entry.secretGroup ?? 0)) return tree;
  report(['secretGroup'], `the pattern has no group ${entry.secretGroup}`);
  return undefined;
}

/** One pattern, checked; nothing where something is wrong with it. */
function readText(text: string, path: YamlPath, report: Report): AST.Pattern | undefined {
  try {
    const tree = parsePattern(text);
    const problems = checkPattern(tree);
    for (const problem of problems) report(path, problem);
    return problems.length === 0 ? tree : undefined;
  } catch (error) {
    report(path, error instanceof Error ? error.message : String(error));
    return undefined;
  }
}
