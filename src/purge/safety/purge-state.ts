import type { RepositoryLayout } from '../../git/refs/layout.ts';
import { Journal, type JournalState } from './journal.ts';

/** How the last purge stands. */
export type PurgeKind =
  /** There was none, or it was finished or taken back. */
  | 'none'
  /** It was interrupted before anything moved. */
  | 'as-before'
  /** It was interrupted while it moved things: it has to be taken up again, or taken back. */
  | 'in-between'
  /** The history is rewritten; the backup is still there. */
  | 'as-after';

/** How the last purge stands, for people too. */
export interface PurgeState {
  readonly kind: PurgeKind;
  readonly journal: Journal | undefined;
  /** Full sentences: how it stands, and what to do. */
  readonly message: string;
}

const KINDS: Readonly<Record<JournalState, PurgeKind>> = {
  planned: 'as-before',
  'backed-up': 'as-before',
  written: 'as-before',
  'moving-refs': 'in-between',
  'refs-moved': 'in-between',
  refreshed: 'as-after',
  proven: 'as-after',
  finishing: 'as-after',
  compacted: 'as-after',
  'deleting-backup': 'as-after',
  finished: 'none',
  undoing: 'in-between',
  undone: 'none',
};

/** Says how the last purge of a repository stands. Reads the journal only. */
export function purgeState(layout: RepositoryLayout): PurgeState {
  const journal = Journal.last(layout.commonDirectory);
  const kind = journal ? KINDS[journal.state] : 'none';
  return { kind, journal, message: messageFor(kind, journal) };
}

function messageFor(kind: PurgeKind, journal: Journal | undefined): string {
  if (journal?.state === 'undoing')
    return 'Taking back the last purge was interrupted. Go on with it: unleak purge --undo.';
  if (journal?.state === 'finishing' || journal?.state === 'deleting-backup')
    return 'Finishing the last purge was interrupted. Go on with it: unleak purge --finish.';
  switch (kind) {
    case 'none':
      return 'There is no purge under way.';
    case 'as-before':
      return 'A purge was interrupted before anything moved: the repository is as it was before. Clear its traces with unleak purge --undo, or go on with unleak purge --resume.';
    case 'in-between':
      return 'A purge was interrupted while it moved refs and work trees. Finish it with unleak purge --resume, or take it back with unleak purge --undo; do nothing else before.';
    case 'as-after':
      return `The last purge is done. Its backup ${journal!.backup} still holds what was purged: unleak purge --finish deletes it, unleak purge --undo takes the purge back.`;
  }
}
