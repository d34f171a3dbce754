import type { PurgePlan } from './plan/purge-plan.ts';
import type { Receipt } from './receipt/receipt.ts';
import type { PurgeTargets } from './targets.ts';

/** Where a purge works: in the repository itself, or in a private mirror of a remote that it makes (`folder`: where). */
export type PurgeWay =
  | { readonly kind: 'in-place' }
  | { readonly kind: 'mirror'; readonly remote: string; readonly folder?: string };

/** What to purge, and how. */
export interface PurgeRequest {
  readonly cwd: string;
  readonly targets: PurgeTargets;
  readonly way: PurgeWay;
  readonly threads?: number;
  /** Bytes. */
  readonly maxMemory?: number;
  /** Commits that become empty go; only where paths or blobs are removed. */
  readonly pruneEmpty?: boolean;
  /** Told how far a phase is; `total` is 0 where it is not known. */
  onProgress?(phase: string, done: number, total: number): void;
}

/** What taking a purge back came to. */
export interface Undone {
  /** Refs that are as they were before. */
  readonly refs: number;
  readonly worktrees: number;
  /** What the person should know, in full sentences. */
  readonly notes: readonly string[];
}

/** What going on with a purge that was interrupted came to. */
export type Resumed =
  | { readonly kind: 'nothing' }
  /** Nothing had moved when it was interrupted: what it had written is gone. */
  | { readonly kind: 'as-before' }
  | { readonly kind: 'done'; readonly receipt: Receipt };

/** The functions of `purge.ts`, as the command line calls them. */
export interface PurgeApi {
  planPurge(request: PurgeRequest): Promise<PurgePlan>;
  /** @throws UnleakError for what the plan refuses, and where the repository is no longer as it was planned for */
  applyPurge(request: PurgeRequest, plan: PurgePlan): Promise<Receipt>;
  undoPurge(cwd: string): Promise<Undone>;
  resumePurge(cwd: string): Promise<Resumed>;
  /** Drops the old objects and the backup, and proves it. @param targets what the proof looks for */
  finishPurge(cwd: string, targets: PurgeTargets): Promise<Receipt>;
}
