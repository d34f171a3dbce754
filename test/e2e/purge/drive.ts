import { readLayout } from '../../../src/git/refs/layout.ts';
import { readRefs } from '../../../src/git/refs/read-refs.ts';
import { makeBackup } from '../../../src/purge/safety/backup.ts';
import { backupPlace } from '../../../src/purge/safety/backup-place.ts';
import { carryOut } from '../../../src/purge/safety/carry-out.ts';
import { compact, completeFinish } from '../../../src/purge/safety/finish.ts';
import { withIoErrors } from '../../../src/purge/safety/io-errors.ts';
import { Journal, newPurgeId } from '../../../src/purge/safety/journal.ts';
import { prepareMove } from '../../../src/purge/safety/move-plan.ts';
import { PurgeLock } from '../../../src/purge/safety/purge-lock.ts';
import type { KeptFile } from '../../../src/purge/safety/refresh-worktree.ts';
import { refuse } from '../../../src/purge/safety/refuse.ts';

/** What a driven purge needs to know. */
export interface Drive {
  readonly repo: string;
  readonly newOf: (oid: string) => string | undefined;
  readonly clean: (bytes: Buffer) => Buffer | undefined;
  readonly writeObjects: () => void;
  /** Called between the reading of the refs and their move. */
  readonly meanwhile?: () => void;
}

/** A purge in its steps, with a rewrite that was made before. Does not finish. */
export function purge(drive: Drive): Promise<KeptFile[]> {
  return withIoErrors(() => inSteps(drive));
}

async function inSteps({ repo, newOf, clean, writeObjects, meanwhile }: Drive): Promise<KeptFile[]> {
  const layout = await readLayout(repo);
  const id = newPurgeId();
  const backup = backupPlace(layout, id);
  const refusals = await refuse({ layout, backup });
  if (refusals.length > 0) throw new Error(refusals.map(({ message }) => message).join('\n'));
  const lock = PurgeLock.take(layout.commonDirectory);
  try {
    const journal = Journal.begin(layout.commonDirectory, id, backup);
    await makeBackup(layout, backup);
    journal.add('backed-up');
    const refs = await readRefs(layout);
    writeObjects();
    await prepareMove({ layout, journal, refs, newOf, clean });
    meanwhile?.();
    return await carryOut(layout, journal);
  } finally {
    lock.release();
  }
}

/** The proof is another's business here. */
export async function finish(repo: string): Promise<void> {
  const layout = await readLayout(repo);
  const journal = Journal.last(layout.commonDirectory)!;
  const lock = PurgeLock.take(layout.commonDirectory);
  try {
    if (journal.state === 'refreshed') journal.add('proven');
    await compact(layout, journal);
    await completeFinish(layout, journal);
  } finally {
    lock.release();
  }
}
