import { byteSize } from '../../report/amounts.ts';
import { type Paint, paint } from '../../report/paint.ts';
import {
  countsText,
  pathsSection,
  signaturesSection,
  staleSection,
  targetsSection,
  worktreesSection,
} from '../plan/changes.ts';
import { amount, duration, firstFew, type Section, safe, shown } from '../plan/section.ts';
import { nextSteps, type Step, type StepLine } from './next-steps.ts';
import type { Receipt } from './receipt.ts';

const MOST = 12;

/** The receipt for a person: what was done, the proof, what comes next. Safe to print, and no secret stands in it. */
export function renderReceiptText(receipt: Receipt, { color }: { readonly color: boolean }): string {
  const colors = paint(color);
  const { clean } = receipt.proof;
  return [
    colors.bold(clean ? colors.green(headline(receipt)) : colors.red(headline(receipt))),
    '',
    ...receiptSections(receipt).flatMap(({ title, lines }) => [
      colors.bold(title),
      ...lines.map((line) => `  ${line}`),
      '',
    ]),
    ...nextSteps(receipt).flatMap((step, index) => stepLines(step, index + 1, colors)),
    `Receipt: ${shown(receipt.folder)}`,
    '',
  ].join('\n');
}

/** In one sentence: what became of it, and whether that is proven. */
export function headline({ counts, proof, repository, state, milliseconds }: Receipt): string {
  const done = `${shown(repository.name)}: ${countsText(counts)}, in ${duration(milliseconds)}`;
  if (!proof.clean) return `unleak: NOT PROVEN. ${done}.`;
  return `unleak: ${state === 'finished' ? 'purged and finished' : 'purged'}. ${done}.`;
}

/** What was done, without what comes next. */
export function receiptSections(receipt: Receipt): Section[] {
  const { backup, citations, firstChanged, notReached } = receipt;
  const sections: Section[] = [
    { title: 'Proof', lines: proofLines(receipt) },
    targetsSection(receipt.targets),
    pathsSection(receipt.paths, receipt.counts),
    worktreesSection(receipt.worktrees ?? [], 'Checked-out files that changed, too'),
    {
      title: 'First changed commits',
      lines: firstFew(
        firstChanged.map(({ old, new: now }) => `${old} is now ${now ?? 'gone'}`),
        MOST,
      ),
    },
    {
      title: 'Refs',
      lines: firstFew(
        receipt.refs.map(({ name }) => shown(name)),
        MOST,
      ),
    },
    signaturesSection(receipt.signatures),
    {
      title: 'Messages that cite commits by ids that they no longer have (left as they are)',
      lines: firstFew(
        citations.left.map(({ commit, cites }) => `${commit} cites ${cites}`),
        MOST,
      ),
    },
    staleSection(receipt.staleHashes),
    { title: 'Not reached', lines: notReached.map(({ message }) => safe(message)) },
    {
      title: 'Backup',
      lines: backup ? [`${shown(backup.folder)} (${byteSize(backup.bytes)}): it still holds the secret.`] : [],
    },
  ];
  return sections.filter(({ lines }) => lines.length > 0);
}

function proofLines({ proof, state }: Receipt): string[] {
  const { clean, objects, bytes, left, notLookedAt, milliseconds } = proof;
  const read = `${amount(objects, 'object')} (${byteSize(bytes)}) searched in ${duration(milliseconds)}`;
  const nowhere =
    state === 'finished'
      ? 'It stands nowhere any more'
      : 'It stands nowhere but in the old objects, which --finish deletes';
  return [
    clean
      ? `${nowhere}: ${read}. Files that git does not track were not searched.`
      : `It may still stand somewhere: ${read}.`,
    ...firstFew(
      left.map((sentence) => `still there: ${shown(sentence)}`),
      MOST,
    ),
    ...firstFew(
      notLookedAt.map(({ what, why }) => `not looked at: ${shown(what)} (${shown(why)})`),
      MOST,
    ),
  ];
}

const stepLines = ({ title, lines }: Step, number: number, colors: Paint): string[] => [
  colors.bold(`${number}. ${title}`),
  ...lines.flatMap((line) => textOf(line, colors)),
  '',
];

function textOf(line: StepLine, colors: Paint): string[] {
  if ('say' in line) return [`   ${safe(line.say)}`];
  return 'run' in line
    ? [`     ${colors.bold(safe(line.run))}`]
    : line.paste.map((text) => `     | ${shown(text)}`.trimEnd());
}
