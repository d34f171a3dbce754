import type { Finding, FindingHistory } from '../domain/finding.ts';
import type { Secret } from '../domain/secret.ts';
import { count, shortOid } from './amounts.ts';
import { displayPath, displayText, shorten } from './display-path.ts';
import { groupBy } from './findings-of.ts';
import type { Paint } from './paint.ts';
import { wrongMark } from './wrong-mark.ts';

const WIDTH = 64;

/** Places listed for one secret; the others are counted. */
const MOST_PLACES = 5;

const MOST_WARNINGS = 10;

/** Places, or rules, named in the line of notes. */
const MOST_NOTED = 4;

/** Longer paths lose their middle. */
const LONGEST_PATH = 240;

/** One block for each type of secret: a ruled title, then each secret's places and fingerprint. Never the value. */
export function textFindings(
  groups: readonly (readonly Finding[])[],
  secrets: readonly Secret[],
  paint: Paint,
): string[] {
  return groupBy(groups, (group) => group[0]!.title).flatMap((sameType) => [
    paint.bold(ruled(sameType[0]![0]!.title)),
    ...sameType.flatMap((group) => secretLines(group, secrets, paint)),
    '',
  ]);
}

/** Findings that are reported but block nothing, one on a line. */
export function textWarnings(warnings: readonly Finding[], secrets: readonly Secret[], paint: Paint): string[] {
  if (warnings.length === 0) return [];
  const lines = warnings.slice(0, MOST_WARNINGS).map((finding) => {
    const commit = finding.commit === undefined ? '' : `, commit ${shortOid(finding.commit)}`;
    return `  - ${finding.title} (${finding.rule}): ${placeOf(finding, secrets)}${commit}${aboutText(finding)}${withPartsText(finding, secrets)}${wrongMarkText(finding)}`;
  });
  const more = warnings.length - MOST_WARNINGS;
  return [
    paint.yellow(`${count(warnings.length, 'warning')}, blocking nothing:`),
    ...lines,
    ...(more > 0 ? [`  … and ${more} more (--format json lists them)`] : []),
    '',
  ];
}

/** The findings that are notes, in one line: few with their places, of many how many each rule has. */
export function textNotes(notes: readonly Finding[], secrets: readonly Secret[]): string[] {
  if (notes.length === 0) return [];
  const told =
    notes.length <= MOST_NOTED ? notes.map((note) => `${note.rule} at ${placeOf(note, secrets)}`) : ruleShares(notes);
  const rest = notes.length <= MOST_NOTED ? '' : ' (--format json lists them)';
  return [
    `${count(notes.length, 'note')}, blocking nothing, as in tests, examples and documentation: ${told.join(', ')}${rest}`,
  ];
}

function ruleShares(notes: readonly Finding[]): string[] {
  const groups = groupBy(notes, ({ rule }) => rule).sort((a, b) => b.length - a.length);
  const named = groups.slice(0, MOST_NOTED).map((group) => `${group.length} of ${group[0]!.rule}`);
  const more = notes.length - groups.slice(0, MOST_NOTED).flat().length;
  return [...named, ...(more > 0 ? [`${more} of others`] : [])];
}

/** `config.py:3:14`, or what it is where there is no path. */
export function placeOf(finding: Finding, secrets: readonly Secret[]): string {
  return `${nameOf(finding, secrets)}:${finding.line}:${finding.column}`;
}

function nameOf(finding: Finding, secrets: readonly Secret[]): string {
  if (finding.path !== undefined) return shorten(displayPath(finding.path, secrets), LONGEST_PATH);
  if (finding.kind === 'commit' || finding.kind === 'message') return '(commit message)';
  if (finding.kind === 'tag') return `(message of tag ${shortOid(finding.object ?? '')})`;
  return finding.kind === 'file' ? '(standard input)' : `(blob ${shortOid(finding.object ?? '')})`;
}

function secretLines(group: readonly Finding[], secrets: readonly Secret[], paint: Paint): string[] {
  const lines = group.slice(0, MOST_PLACES).flatMap((finding) => placeLines(finding, secrets));
  const more = group.length - MOST_PLACES;
  return [
    ...lines,
    ...(more > 0 ? [`  … and in ${count(more, 'more place', 'more places')}`] : []),
    paint.dim(`    fingerprint: ${group[0]!.fingerprint}`),
  ];
}

function placeLines(finding: Finding, secrets: readonly Secret[]): string[] {
  const commit = finding.commit ?? (finding.kind === 'commit' ? finding.object : undefined);
  const path = `path: ${placeOf(finding, secrets)}${decodedFrom(finding)}`;
  const state = finding.history && STATES[finding.history.state];
  const heading =
    commit === undefined
      ? state
      : `commit: ${shortOid(commit)}${broughtBy(finding, secrets)}${state ? `, ${state}` : ''}`;
  const mark = wrongMark(finding);
  const more = [
    ...(finding.about === undefined ? [] : [`    about: ${finding.about.join(', ')}`]),
    ...(finding.parts ?? []).map((part) => `    with: ${partText(part, secrets)}`),
    ...(mark === undefined ? [] : [`    mark: ${mark}`]),
  ];
  return heading === undefined ? [`  - ${path}`, ...more] : [`  - ${heading}`, `    ${path}`, ...more];
}

/** The other parts of a secret of several, for the end of a line. */
export function withPartsText({ parts = [] }: Finding, secrets: readonly Secret[]): string {
  return parts.map((part) => `, with ${partText(part, secrets)}`).join('');
}

const aboutText = ({ about }: Finding): string => (about === undefined ? '' : ` (${about.join(', ')})`);

function wrongMarkText(finding: Finding): string {
  const words = wrongMark(finding);
  return words === undefined ? '' : ` (${words})`;
}

function partText(part: Finding, secrets: readonly Secret[]): string {
  return `${part.title} (${part.rule}) at ${placeOf(part, secrets)}${decodedFrom(part)}${aboutText(part)}`;
}

const STATES: Readonly<Record<FindingHistory['state'], string>> = {
  tip: 'the secret is still at a tip',
  history: 'in the history only',
  unreachable: 'reachable from no ref',
};

/** Longer names lose their middle. */
const LONGEST_AUTHOR = 60;

function broughtBy({ history }: Finding, secrets: readonly Secret[]): string {
  if (history?.author === undefined) return '';
  const author = shorten(displayText(history.author, secrets), LONGEST_AUTHOR);
  return ` by ${author} on ${history.date?.slice(0, 10)}`;
}

function decodedFrom({ encodings }: Finding): string {
  return encodings.length === 0 ? '' : ` (inside ${encodings.join(', then ')})`;
}

function ruled(title: string): string {
  return `—— ${title} ${'—'.repeat(Math.max(2, WIDTH - title.length - 4))}`;
}
