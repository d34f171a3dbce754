import type { Oid } from '../../domain/blob.ts';
import type {
  ChangedWorktree,
  LostSignature,
  NotReached,
  PlannedPath,
  PlannedTarget,
  PurgeCounts,
  PurgedRepository,
  StaleHashes,
} from '../plan/purge-plan.ts';

/** A ref that points elsewhere now. */
export interface ChangedRef {
  /** In a receipt UTF-8 text; among the maps bytes, as git has it. */
  readonly name: string;
  readonly old: Oid;
  /** null: it is gone, since nothing was left of what it named. */
  readonly new: Oid | null;
}

/** What the search for what was to go came to. */
export interface ProofSummary {
  /** Nothing was found, and everything was looked at. */
  readonly clean: boolean;
  readonly objects: number;
  readonly bytes: number;
  /** Where it still stands, redacted, in full sentences; the first few. */
  readonly left: readonly string[];
  readonly notLookedAt: readonly { readonly what: string; readonly why: string }[];
  readonly milliseconds: number;
}

/** The backup, which still holds the secret. */
export interface BackupNote {
  readonly folder: string;
  /** Bytes. */
  readonly bytes: number;
}

/** A commit's message that cites a commit by an id that it no longer has: the message was left as it is. */
export interface StaleCitation {
  readonly commit: Oid;
  readonly cites: Oid;
}

/**
 * What a purge did. Pure data, no part of it holds a secret: names are redacted where it is made. Lists are cut to the
 * first few but for `refs` and `firstChanged`; `counts` count all.
 */
export interface Receipt {
  readonly version: 1;
  /** unleak's version. */
  readonly tool: string;
  /** ISO 8601. */
  readonly begun: string;
  readonly milliseconds: number;
  readonly repository: PurgedRepository;
  readonly way: 'in-place' | 'mirror';
  /** `applied`: the old objects are still there, and the backup; `finished`: both are gone. */
  readonly state: 'applied' | 'finished';
  /** Where the receipt and its maps lie. */
  readonly folder: string;
  readonly backup?: BackupNote;
  readonly counts: PurgeCounts;
  readonly targets: readonly PlannedTarget[];
  readonly paths: readonly PlannedPath[];
  /** Work trees with checked-out files that changed along. */
  readonly worktrees?: readonly ChangedWorktree[];
  readonly refs: readonly ChangedRef[];
  readonly firstChanged: readonly { readonly old: Oid; readonly new: Oid | null }[];
  readonly signatures: readonly LostSignature[];
  readonly citations: { readonly updated: number; readonly left: readonly StaleCitation[] };
  readonly staleHashes: readonly StaleHashes[];
  readonly notReached: readonly NotReached[];
  /** Objects of Git LFS (SHA-256 of their content) that only old commits point to. */
  readonly orphanedLfsObjects: readonly string[];
  readonly proof: ProofSummary;
}
