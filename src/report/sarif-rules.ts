import type { Finding } from '../domain/finding.ts';
import { type Confidence, TIERS, type Tier } from '../domain/rule.ts';
import { displayText } from './display-path.ts';
import { groupBy } from './findings-of.ts';
import type { Rotate } from './report-meta.ts';

/** GitHub's words for how often a rule is right. */
const PRECISION: Readonly<Record<Confidence, string>> = {
  certain: 'very-high',
  high: 'high',
  medium: 'medium',
  low: 'low',
};

const BY_CONFIDENCE: readonly Confidence[] = ['certain', 'high', 'medium', 'low'];

const LEVELS = { block: 'error', warn: 'warning', note: 'note' } as const;

/** GitHub's number for how bad it is: high, medium, low. */
const SEVERITIES: Readonly<Record<Tier, string>> = { block: '8.0', warn: '4.0', note: '2.0' };

/** SARIF's level for a finding. */
export function sarifLevel({ tier }: Finding): 'error' | 'warning' | 'note' {
  return LEVELS[tier];
}

/** The rules behind these findings, sorted by id, with the texts that GitHub code scanning asks for. */
export function sarifRules(findings: readonly Finding[], rotate: Rotate): { id: string }[] {
  return groupBy(findings, (finding) => finding.rule)
    .map((group) => sarifRule(group, rotate))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

function sarifRule(findings: readonly Finding[], rotate: Rotate): { id: string } {
  const { rule, secretType, ...first } = findings[0]!;
  const title = first.title || rule;
  const tier = TIERS.find((one) => findings.some((finding) => finding.tier === one)) ?? 'note';
  const confidence = BY_CONFIDENCE.find((level) => findings.some((finding) => finding.confidence === level)) ?? 'low';
  const help = [
    `Anyone who can read the repository can use this ${title}.`,
    'Take it out of the commit that brought it: a later commit that deletes it leaves it in the history.',
    displayText(
      rotate(rule) ?? 'If it ever left your machine, revoke it where it was issued and put a new one in its place.',
      [],
    ),
    `If it is no secret, write \`unleak:allow ${rule} -- <reason>\` in a comment on its line.`,
  ];
  return {
    id: rule,
    ...{
      name: title.slice(0, 255),
      shortDescription: { text: title.slice(0, 1024) },
      fullDescription: { text: `${title} in the content of a commit, a message or a file.`.slice(0, 1024) },
      help: { text: help.join('\n'), markdown: help.join('\n\n') },
      defaultConfiguration: { level: LEVELS[tier] },
      properties: {
        tags: ['security', 'secret'],
        precision: PRECISION[confidence],
        'security-severity': SEVERITIES[tier],
        secretType,
      },
    },
  };
}
