import type { Cleaner } from '../clean/cleaner.ts';
import type { Proof } from '../prove/proof.ts';
import { type ProofParts, prove } from '../prove/prove.ts';
import type { PurgeRequest } from '../purge-types.ts';
import type { Subject } from './subject.ts';

/** Searches all that git keeps, anew. @param old what may still be there, until the purge is finished */
export function proveNow(
  { opened, layout }: Subject,
  cleaner: Cleaner,
  { threads, maxMemory, onProgress }: Pick<PurgeRequest, 'threads' | 'maxMemory' | 'onProgress'>,
  old: Pick<ProofParts, 'allowed' | 'known'> = {},
): Promise<Proof> {
  const { commonDirectory, worktrees } = layout;
  return prove({
    ...{ repository: opened.repository, gitDirectory: commonDirectory, commonDirectory, cleaner },
    worktrees: worktrees.flatMap(({ path }) => path ?? []),
    ...old,
    ...(threads === undefined ? {} : { threads }),
    ...(maxMemory === undefined ? {} : { maxMemory }),
    onPacked: (done, total) => onProgress?.('prove', done, total),
  });
}
