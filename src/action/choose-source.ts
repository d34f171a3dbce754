import type { Oid } from '../domain/blob.ts';
import { UnleakError } from '../domain/unleak-error.ts';
import { openRepository } from '../git/open-repository.ts';
import type { Repository } from '../git/repository.ts';
import type { EventRange } from './event.ts';

/** The one kind of source that the Action scans. */
export interface RangeSource {
  readonly kind: 'range';
  readonly from?: string;
  readonly to: string;
}

/**
 * Finds an event's range in the clone.
 * @throws UnleakError `unknown-revision` when one of its ends is not here: what can't be told must not pass
 */
export async function chooseSource(cwd: string, range: EventRange): Promise<RangeSource> {
  const { repository } = await openRepository(cwd, 'git');
  const { what, from, to, except, hints } = range;
  await requireHere(repository, to, `The commit ${to} of ${what}`, hints.to);
  if (from !== undefined) {
    await requireHere(repository, from, `The commit ${from}, which ${what} builds on,`, hints.from);
    return { kind: 'range', from, to };
  }
  const tracking = `refs/remotes/origin/${except}`;
  const isKnown = except !== undefined && (await repository.resolve(tracking)) !== undefined;
  return isKnown ? { kind: 'range', from: tracking, to } : { kind: 'range', to };
}

async function requireHere(repository: Repository, revision: Oid, name: string, hint: string): Promise<void> {
  if ((await repository.resolve(revision)) !== undefined) return;
  throw new UnleakError('unknown-revision', `${name} can't be resolved in this clone, so nothing was scanned.`, hint);
}
