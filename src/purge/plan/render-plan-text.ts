import { byteSize } from '../../report/amounts.ts';
import { type Paint, paint } from '../../report/paint.ts';
import {
  countsText,
  mirrorLines,
  notReachedSection,
  pathsSection,
  signaturesSection,
  staleSection,
  stayingSection,
  targetsSection,
  worktreesSection,
} from './changes.ts';
import type { PurgePlan } from './purge-plan.ts';
import { amount, duration, firstFew, type Section, safe, shown } from './section.ts';

const MOST = 12;

/** How a plan is shown. */
export interface PlanTextOptions {
  readonly color: boolean;
  /** Whether it is carried out now. */
  readonly applies?: boolean;
}

/** The plan for a person. Safe to print: names can't steer the terminal, and no secret stands in it. */
export function renderPlanText(plan: PurgePlan, { color, applies = false }: PlanTextOptions): string {
  const colors = paint(color);
  const sections = isEmpty(plan) ? [] : sectionsOf(plan);
  return [
    colors.bold(headline(plan)),
    '',
    ...sections.filter(({ lines }) => lines.length > 0).flatMap((section) => sectionLines(section, colors)),
    ...refusalLines(plan, colors),
    ...closing(plan, applies),
    '',
  ].join('\n');
}

/** Whether there is nothing to purge. */
export const isEmpty = ({ counts }: PurgePlan): boolean =>
  counts.blobs + counts.paths + counts.commits + counts.trees + counts.tags === 0;

function headline(plan: PurgePlan): string {
  const name = shown(plan.repository.name);
  // What refuses early keeps it from searching.
  if (isEmpty(plan) && plan.refusals.length > 0) return `unleak: ${name} can't be purged as it is.`;
  if (isEmpty(plan)) return `unleak: nothing to purge in ${name}: it stands in no object.`;
  return `unleak: plan for ${name}${plan.way === 'mirror' ? ' (in a private mirror; your clone stays as it is)' : ''}: ${countsText(plan.counts)}.`;
}

const sectionsOf = (plan: PurgePlan): Section[] => [
  targetsSection(plan.targets),
  pathsSection(plan.paths, plan.counts),
  stayingSection(plan.staying),
  worktreesSection(plan.worktrees, 'Checked-out files that change, too'),
  {
    title: 'Files of your git directory that hold it, too: change them yourself, or the purge will not be proven',
    lines: plan.ownFiles.map(shown),
  },
  {
    title: 'Better removed as whole files',
    lines: plan.suggestions.map(({ path, message, option }) => `${shown(path)}: ${message} Use ${shown(option)}`),
  },
  { title: 'First changed commits (all before them keep their ids)', lines: firstFew(plan.firstChanged, MOST) },
  { title: 'Refs that move', lines: firstFew(plan.refs.map(shown), MOST, plan.counts.refs) },
  signaturesSection(plan.signatures),
  staleSection(plan.staleHashes),
  notReachedSection(plan.notReached),
  { title: 'The mirror', lines: plan.way === 'mirror' ? mirrorLines(plan.repository.gitDirectory) : [] },
];

const sectionLines = ({ title, lines }: Section, colors: Paint): string[] => [
  colors.bold(title),
  ...lines.map((line) => `  ${line}`),
  '',
];

function refusalLines({ refusals }: PurgePlan, colors: Paint): string[] {
  if (refusals.length === 0) return [];
  const lines = refusals.flatMap(({ message, wayOut }) => [`  ${safe(message)}`, `    ${safe(wayOut)}`]);
  return [colors.red(colors.bold(`Refused for ${amount(refusals.length, 'reason')}:`)), ...lines, ''];
}

function closing(plan: PurgePlan, applies: boolean): string[] {
  if (plan.refusals.length > 0) return ['Nothing was changed.'];
  if (isEmpty(plan)) return [];
  const { seconds, bytes } = plan.estimate;
  const yet = applies ? '' : ' Nothing was changed yet: the same command with --apply does it.';
  return [
    `It takes about ${duration(seconds * 1000)} and ${byteSize(Math.round(bytes))} of disk.${yet}`,
    'Revoke the secret first, whatever else you do.',
  ];
}
