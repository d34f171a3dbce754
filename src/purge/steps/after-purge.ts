import { UnleakError } from '../../domain/unleak-error.ts';
import type { RepositoryLayout } from '../../git/refs/layout.ts';
import { Cleaner } from '../clean/cleaner.ts';
import type { Proof } from '../prove/proof.ts';
import type { Resumed, Undone } from '../purge-types.ts';
import { findReceipt } from '../receipt/find-receipt.ts';
import type { Receipt } from '../receipt/receipt.ts';
import { rewriteSummary } from '../receipt/rewrite-summary.ts';
import { isRejoin } from '../rejoin/kept-result.ts';
import { missingBackup } from '../safety/backup.ts';
import { compact, completeFinish } from '../safety/finish.ts';
import { Journal } from '../safety/journal.ts';
import { purgeState } from '../safety/purge-state.ts';
import { unfinished } from '../safety/refusals/unfinished.ts';
import { resume } from '../safety/resume.ts';
import { undo } from '../safety/undo.ts';
import type { PurgeTargets } from '../targets.ts';
import { block, unblock } from './block-list.ts';
import { locked } from './locked.ts';
import { withMarkedFiles } from './marked-files.ts';
import { proveNow } from './prove-now.ts';
import { summaryOf } from './receipt-of.ts';
import { openSubject, type Subject } from './subject.ts';
import { checkTargets } from './targets-check.ts';

/** Takes the last purge back. @throws UnleakError where there is none, or nothing to take it back from */
export async function undoPurge(cwd: string): Promise<Undone> {
  const { layout } = await openSubject(cwd);
  return locked(layout, async () => {
    const journal = lastJournal(layout);
    const { refs, worktrees, kept, backup } = await undo(layout, journal);
    unblock(layout, journal.folder);
    const files = kept.map(({ path, why }) => `${path}: ${why}`);
    const notes =
      backup === undefined
        ? files
        : [...files, `The backup is still in ${backup}: delete it when you no longer need it.`];
    return { refs, worktrees, notes };
  });
}

/** Goes on with a purge that was interrupted; what it comes to is proven by `finishPurge`, which knows what to look for. */
export async function resumePurge(cwd: string): Promise<Resumed> {
  const { layout } = await openSubject(cwd);
  return locked(layout, async () => {
    const journal = Journal.last(layout.commonDirectory);
    if (journal && isRejoin(journal.folder)) throw rejoining();
    const taken = await resume(layout, journal);
    if (taken.kind !== 'moved') return taken;
    const receipt = findReceipt(layout.commonDirectory);
    block(layout, receipt.folder, receipt);
    return { kind: 'done', receipt };
  });
}

/** Whether there is something to finish, before anybody is asked for targets. @throws UnleakError `usage` */
export async function checkFinish(cwd: string): Promise<void> {
  const { kind, message } = purgeState((await openSubject(cwd)).layout);
  if (kind !== 'as-after')
    throw new UnleakError('usage', `There is nothing to finish. ${message}`, 'Purge first: unleak purge … --apply.');
}

/**
 * Drops the old objects and the backup, with a proof before and after.
 * @throws UnleakError `usage` where the targets are others, or nothing was purged
 */
export async function finishPurge(cwd: string, targets: PurgeTargets): Promise<Receipt> {
  const subject = await openSubject(cwd);
  const { layout } = subject;
  return locked(layout, async () => {
    const journal = lastJournal(layout);
    checkTargets(journal.folder, targets);
    checkNothingUnderWay(layout);
    checkStillNew(subject, findReceipt(layout.commonDirectory));
    const cleaner = new Cleaner(targets);
    // After an interruption it was not proven yet: the proof that counts is the one below, and the backup stays until then.
    if (journal.state === 'refreshed') journal.add('proven');
    const missing = journal.state === 'deleting-backup' ? undefined : missingBackup(journal.backup);
    await compact(layout, journal);
    const proof = await withMarkedFiles(await proveNow(subject, cleaner, {}), layout, cleaner);
    const { backup, ...rest } = findReceipt(layout.commonDirectory);
    const summary = summaryOf(missing ? withNote(proof, journal.backup, missing) : proof, targets);
    const receipt: Receipt = proof.clean
      ? { ...rest, state: 'finished', proof: summary }
      : { ...rest, ...(backup && { backup }), state: 'applied', proof: summary };
    if (proof.clean) await completeFinish(layout, journal);
    rewriteSummary(receipt);
    return receipt;
  });
}

const withNote = (proof: Proof, what: string, why: string): Proof => ({
  ...proof,
  notLookedAt: [...proof.notLookedAt, { what, why }],
});

/** What git keeps for a rebase or a merge (`--autostash`, say) no ref leads to: it would go with the old objects. @throws UnleakError */
function checkNothingUnderWay(layout: RepositoryLayout): void {
  const [refusal] = unfinished({ layout });
  if (refusal) throw new UnleakError('usage', refusal.message, refusal.wayOut);
}

/** A fetch from a remote that has the old history brings its refs back. @throws UnleakError */
function checkStillNew({ refs }: Subject, receipt: Receipt): void {
  const now = new Map(refs.map(({ name, oid }) => [name, oid]));
  const back = receipt.refs.filter(({ name, old, new: to }) => old !== to && now.get(name) === old);
  if (back.length === 0) return;
  throw new UnleakError(
    'usage',
    `${back.length === 1 ? 'A ref names' : `${back.length} refs name`} the old history again: ${back[0]!.name}${back.length > 1 ? ', …' : ''}. It was fetched since the purge.`,
    'Publish the new history first (unleak purge --push) and fetch, then finish; or finish where the purge has not to be published, after `git update-ref -d` of those.',
  );
}

function lastJournal({ commonDirectory }: RepositoryLayout): Journal {
  const journal = Journal.last(commonDirectory);
  if (journal) return journal;
  throw new UnleakError('usage', 'Nothing was purged in this repository.', 'Purge first: unleak purge … --apply.');
}

const rejoining = (): UnleakError =>
  new UnleakError(
    'usage',
    'What was interrupted here is a rejoin, not a purge.',
    'Go on with: unleak rejoin --resume.',
  );
