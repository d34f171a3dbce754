import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { RepositoryLayout } from '../../../git/refs/layout.ts';
import type { Refusal } from '../../plan/purge-plan.ts';
import { isHeldByOther } from '../purge-lock.ts';
import { purgeState } from '../purge-state.ts';

/** What git leaves in a work tree's git directory while something is under way, the name of it, and how to end it. */
const SIGNS: readonly (readonly [sign: string, what: string, end: string])[] = [
  ['MERGE_HEAD', 'merge', 'git merge --continue, or git merge --abort'],
  ['rebase-merge', 'rebase', 'git rebase --continue, or git rebase --abort'],
  ['rebase-apply/applying', 'git am', 'git am --continue, or git am --abort'],
  ['rebase-apply', 'rebase', 'git rebase --continue, or git rebase --abort'],
  ['CHERRY_PICK_HEAD', 'cherry-pick', 'git cherry-pick --continue, or git cherry-pick --abort'],
  ['REVERT_HEAD', 'revert', 'git revert --continue, or git revert --abort'],
  ['sequencer', 'cherry-pick or revert of several commits', 'git cherry-pick --continue, or git cherry-pick --quit'],
  ['BISECT_LOG', 'bisect', 'git bisect reset'],
  ['NOTES_MERGE_WORKTREE', 'merge of notes', 'git notes merge --commit, or git notes merge --abort'],
];

/** Operations that were begun and not ended: they remember old ids, and git would go on with these. An earlier purge is one of them. */
export function unfinished({ layout }: { readonly layout: RepositoryLayout }): Refusal[] {
  const { kind, message } = purgeState(layout);
  const purge: Refusal = {
    code: 'unfinished-purge',
    message,
    wayOut: 'unleak purge --undo, or unleak purge --resume',
  };
  const found = layout.worktrees.flatMap((tree) => {
    const first = SIGNS.find(([sign]) => existsSync(join(tree.gitDirectory, sign)));
    return first ? [refusalFor(tree.path ?? tree.gitDirectory, first)] : [];
  });
  // While it runs it was not interrupted: at-work.ts tells of it.
  const runs = isHeldByOther(layout.commonDirectory);
  return !runs && (kind === 'as-before' || kind === 'in-between') ? [purge, ...found] : found;
}

const refusalFor = (where: string, [, what, end]: (typeof SIGNS)[number]): Refusal => ({
  code: 'unfinished',
  message: `A ${what.replace(/^git /, '`git ')}${what.startsWith('git ') ? '`' : ''} is under way in ${where}.`,
  wayOut: `End it there first: ${end}`,
});
