import { UnleakError } from '../../domain/unleak-error.ts';
import type { RepositoryLayout } from '../../git/refs/layout.ts';
import { carryOut } from './carry-out.ts';
import type { Journal } from './journal.ts';
import type { KeptFile } from './refresh-worktree.ts';
import { undo } from './undo.ts';

/** What going on with an interrupted purge came to. */
export type TakenUp =
  | { readonly kind: 'nothing' }
  /** The new objects were not all written: what there was is cleared away, and the repository is as before. */
  | { readonly kind: 'as-before' }
  /** Refs, indexes, work trees and reflogs are as after the purge; it is not proven yet. */
  | { readonly kind: 'moved'; readonly kept: readonly KeptFile[] };

/** Goes on with a purge that was interrupted, from where it stands. */
export async function resume(layout: RepositoryLayout, journal: Journal | undefined): Promise<TakenUp> {
  switch (journal?.state) {
    case 'planned':
    case 'backed-up':
      await undo(layout, journal);
      return { kind: 'as-before' };
    case 'written':
    case 'moving-refs':
    case 'refs-moved':
      return { kind: 'moved', kept: await carryOut(layout, journal) };
    case 'refreshed':
      return { kind: 'moved', kept: [] };
    case 'undoing':
      throw new UnleakError(
        'usage',
        'The last purge is being taken back, and that was interrupted.',
        'Go on with it: unleak purge --undo.',
      );
    default:
      return { kind: 'nothing' };
  }
}
