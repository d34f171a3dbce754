import type { RuleEntry, RuleFile } from '../rule-file.ts';
import { Anchors, code, codeBlock, plain } from './markdown.ts';

/** The first line of each page: what stands in the way of an edit by hand. */
export const GENERATED = '<!-- Made from config/ by `npm run docs:rules`; change the data, not this page. -->';

const TIERS = { block: 'blocks', warn: 'warns' } as const;

/** The Markdown text of `docs/rules.md`: every rule, by provider. */
export function rulesPage(files: readonly RuleFile[]): string {
  const sorted = [...files].sort((a, b) => compareNames(a.provider, b.provider));
  const count = sorted.reduce((sum, { rules }) => sum + rules.length, 0);
  const intro = [
    `${counted(count, 'rule')} in ${counted(files.length, 'file')} of \`config/rules/\`. A rule that *blocks* stops a commit or push; one that *warns* only reports,`,
    'and so does a match whose checksum fails. *Confidence* is that of a match without further proof; a valid checksum makes it certain.',
    'The example shows a shape: `{base62:30}` stands for thirty such characters, `{check:…}` for a checksum',
    '([the template language](writing-rules.md#templates)). How this compares with GitHub’s list: [coverage.md](coverage.md).',
  ];
  const parts = [GENERATED, '# Rules', intro.join('\n'), contents(sorted), ...sorted.flatMap(section)];
  return `${parts.join('\n\n')}\n`;
}

/** Providers by their first characters, on one line each: the page has hundreds. */
function contents(files: readonly RuleFile[]): string {
  const anchors = new Anchors();
  anchors.take('Rules');
  const lines = new Map<string, string[]>();
  for (const { provider, rules } of files) {
    const initial = /^[a-z]/i.test(provider) ? provider[0]!.toUpperCase() : '0–9';
    const link = `[${plain(provider)}](#${anchors.take(provider)})`;
    lines.set(initial, [...(lines.get(initial) ?? []), link]);
    for (const { id } of rules) anchors.take(id);
  }
  return [...lines].map(([initial, links]) => `- **${initial}** ${links.join(' · ')}`).join('\n');
}

function section(file: RuleFile): string[] {
  const shared = [...sourceLine(file.source), ...rotateLine(file.rotate)];
  return [
    `## ${plain(file.provider)}`,
    ...(shared.length > 0 ? [shared.join('\n')] : []),
    ...file.rules.flatMap((rule) => entry(rule, file)),
  ];
}

function entry(rule: RuleEntry, file: RuleFile): string[] {
  const facts = [
    `${TIERS[rule.tier]}`,
    `confidence ${rule.confidence}`,
    ...(rule.checksum === undefined ? [] : [`checksum ${code(rule.checksum)}`]),
    ...(rule.pair?.required ? ['only beside the other half of its pair'] : []),
    ...(rule.paths === undefined ? [] : [`only in ${rule.paths.map(code).join(', ')}`]),
    `type ${code(rule.secretType)}`,
  ];
  // What is the same for all of a provider's rules stands once, below its name.
  const own = [
    ...(rule.source === file.source ? [] : sourceLine(rule.source)),
    ...(rule.rotate === file.rotate ? [] : rotateLine(rule.rotate)),
  ];
  return [
    `### ${rule.id}`,
    `**${plain(rule.title)}**: ${facts.join(', ')}.`,
    codeBlock(rule.examples.match[0]!),
    ...(own.length > 0 ? [own.join('\n')] : []),
  ];
}

const sourceLine = (source: string | undefined): string[] => (source === undefined ? [] : [`- Source: <${source}>`]);

function rotateLine(rotate: string | undefined): string[] {
  if (rotate === undefined) return [];
  const [, words, page] = /^(.*?)(https:\/\/\S+)?$/s.exec(rotate)!;
  return [`- To rotate: ${plain(words!)}${page === undefined ? '' : `<${page}>`}`];
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** Without case, by code unit, so that the order does not depend on the machine's language. */
function compareNames(a: string, b: string): number {
  const [left, right] = [a.toLowerCase(), b.toLowerCase()];
  return left < right ? -1 : left > right ? 1 : 0;
}
