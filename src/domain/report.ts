import type { Coverage } from './coverage.ts';
import type { Finding } from './finding.ts';
import type { PurgedAgain } from './purged.ts';
import type { Secret } from './secret.ts';

/** `allow`: all was read and nothing blocks; `block`: a secret was found, or a purged object would come back; `incomplete`: not all could be read. */
export type Verdict = 'allow' | 'block' | 'incomplete';

/** What every door ends with. */
export interface Report {
  readonly verdict: Verdict;
  readonly coverage: Coverage;
  readonly findings: readonly Finding[];
  /** Secrets in the names of files: no findings, but no report prints them. */
  readonly inNames?: readonly Secret[];
  /** Objects that a purge took out of the history; absent where none was met. */
  readonly purged?: PurgedAgain;
  /** `run`: no salt was found, so the fingerprints hold for this run only and can't be put on an allowlist. */
  readonly fingerprintScope: 'repository' | 'run';
}

/** Exit codes, the same whatever the format. */
export const EXIT_CODES = { allow: 0, block: 1, incomplete: 2 } as const satisfies Record<Verdict, number>;
