import type { Oid, PathBytes } from '../domain/blob.ts';
import type { FindingHistory } from '../domain/finding.ts';
import type { Claim } from './sweep.ts';

/** Where a claim stands: a path and the commit that brought it there, as far as the source knows them. */
export interface Place {
  readonly path?: PathBytes;
  readonly commit?: Oid;
  /** Counts the commits of the source from the oldest, where their order is known. */
  readonly age?: number;
  /** What the parents hold there: a secret that one of them already holds is pre-existing. */
  readonly before: readonly Oid[];
  /** The path that it was renamed from; `true` where that is not known. */
  readonly movedFrom?: PathBytes | true;
  readonly history?: FindingHistory;
}

/** Says where claims stand; asked once, with all claims, and only when there are any. */
export type Attribution = (claims: readonly Claim[]) => Promise<(claim: Claim) => readonly Place[]>;

/** For claims without commits: files have their path, messages nothing; neither has a past. */
export const byOwnPath: Attribution = async () => (claim) => [
  { ...(claim.path === undefined ? {} : { path: claim.path }), before: [] },
];

/** A source that is ready to be read. What it reads goes to the sweep; the attribution holds even if reading ends early. */
export interface Reading {
  read(): Promise<void>;
  readonly attribution: Attribution;
}
