import { type Paint, paint } from '../../report/paint.ts';
import { amount, firstFew, type Section, safe, shown } from '../plan/section.ts';
import type { LeftOut, RejoinPlan, RejoinResult } from './rejoin-types.ts';
import { NOT_FETCHED } from './sort-refs.ts';

const MOST = 20;
const SHORT = 10;

/** The plan for a person. */
export function renderRejoinPlan(plan: RejoinPlan, { color }: { readonly color: boolean }): string {
  const colors = paint(color);
  const { refusals } = plan;
  const head =
    refusals.length > 0
      ? colors.red('unleak: this clone can’t be moved to the new history as it is.')
      : `unleak: ${isDone(plan) ? NOTHING : `${planned(plan)}. Nothing is changed yet: --apply does it.`}`;
  const refused = {
    title: 'What stands against it',
    lines: refusals.flatMap(({ message, wayOut }) => [shown(message), `  ${shown(wayOut)}`]),
  };
  if (refusals.some(({ code }) => code === NOT_FETCHED))
    return text(colors.bold(`${head} ${FETCH}`), [refused], colors);
  return text(colors.bold(head), [refused, ...sections(plan)], colors);
}

const FETCH = 'Run git fetch first, and this again: until then nothing can be said of your branches.';

/** What was done, for a person. */
export function renderRejoinResult(result: RejoinResult, { color }: { readonly color: boolean }): string {
  const colors = paint(color);
  const { clean } = result.proof;
  const finished = result.state === 'finished';
  const head = clean
    ? colors.green(`unleak: rejoined${finished ? ' and finished' : ''}: ${planned(result)}.`)
    : colors.red(`unleak: NOT PROVEN: ${planned(result)}.`);
  return text(colors.bold(head), [proof(result), ...sections(result), next(result)], colors);
}

/** Nothing of the old history is here. */
export const isDone = ({ old, leftOut }: RejoinPlan): boolean => old.commits + old.blobs + leftOut.length === 0;

const NOTHING = 'nothing of the old history is in this clone.';

const planned = ({ rebuilt, moved, dropped, leftOut }: RejoinPlan): string =>
  [
    `${amount(rebuilt, 'commit')} of your own rebuilt on the new history`,
    `${amount(moved.length, 'ref')} moved`,
    `${dropped.length} dropped`,
    ...(leftOut.length > 0 ? [`${leftOut.length} left out`] : []),
  ].join(', ');

function sections({ moved, dropped, leftOut, signatures }: RejoinPlan): Section[] {
  return [
    {
      title: 'Moved',
      lines: firstFew(
        moved.map(({ name, old, new: now }) => `${shown(name)}: ${old.slice(0, SHORT)} is now ${now.slice(0, SHORT)}`),
        MOST,
      ),
    },
    {
      title: 'Dropped',
      lines: firstFew(
        dropped.map(({ name, old, why }) => `${shown(name)} (${old.slice(0, SHORT)}): ${shown(why)}`),
        MOST,
      ),
    },
    { title: 'Left out: still on the old history', lines: leftOut.flatMap(leftOutLines) },
    {
      title: 'Signatures that go: sign anew what needs it',
      lines: firstFew(
        signatures.map(({ oid, kind, of }) => `${kind} ${oid.slice(0, SHORT)} (${shown(of)})`),
        MOST,
      ),
    },
  ];
}

const leftOutLines = ({ name, at, why, paths, wayOut }: LeftOut): string[] => [
  `${shown(name)}, at ${at}: ${shown(why)}`,
  ...firstFew(
    paths.map((path) => `  ${shown(path.path)}: ${shown(path.why)}`),
    MOST,
  ),
  `  ${shown(wayOut)}`,
];

function proof({ proof: { clean, objects, left, kept }, state }: RejoinResult): Section {
  const walked =
    state === 'finished' ? `${amount(objects, 'object')} are left` : `${amount(objects, 'object')} looked at`;
  const nothing =
    state === 'finished' ? 'No old object is here any more' : 'No ref, reflog or index leads to an old object';
  return {
    title: 'Proof',
    lines: [
      left.length === 0 ? `${nothing}: ${walked}.` : `Old objects are still there: ${walked}.`,
      ...left.map((oid) => `still there: ${oid}`),
      ...(clean ? [] : kept.map(shown)),
    ],
  };
}

function next({ state, proof: { left }, backup, earlier }: RejoinResult): Section {
  if (state === 'finished') return { title: 'What comes next', lines: ['git push, as ever.'] };
  const old = [backup, ...earlier].map(shown).join(', ');
  return {
    title: 'What comes next',
    lines: [
      ...(left.length > 0 ? ['Bring over what was left out, and run unleak rejoin again.'] : []),
      'Look whether all is as it should be, and push. `unleak rejoin --undo` takes it back.',
      `unleak rejoin --finish deletes the old objects here, and the backup, which still holds them: ${old}`,
    ],
  };
}

const text = (head: string, all: readonly Section[], colors: Paint): string =>
  [
    head,
    '',
    ...all
      .filter(({ lines }) => lines.length > 0)
      .flatMap(({ title, lines }) => [colors.bold(safe(title)), ...lines.map((line) => `  ${line}`), '']),
  ].join('\n');
