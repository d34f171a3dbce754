import { gunzipSync, inflateRawSync } from 'node:zlib';
import type { PathBytes } from '../../domain/blob.ts';
import type { Allowance } from './allowance.ts';

/** A file in an archive. */
export interface Member {
  readonly path: PathBytes;
  /** Where its data stands in the archive's bytes; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
  /** How it is kept; `encrypted` and `unknown` can't be read. */
  readonly form: 'stored' | 'deflated' | 'gzip' | 'encrypted' | 'unknown';
}

/** What a member can't be read for. */
export type MemberProblem = 'encrypted' | 'compressed in an unknown way' | 'damaged' | 'inflates to too much';

const INFLATE = { deflated: inflateRawSync, gzip: gunzipSync };

/** A member's bytes, taken from what the allowance has; where they can't be had, why. */
export function contentOf(archive: Buffer, { start, end, form }: Member, allowance: Allowance): Buffer | MemberProblem {
  if (form === 'encrypted') return form;
  if (form === 'unknown') return 'compressed in an unknown way';
  const data = archive.subarray(start, end);
  const most = allowance.bytesFor(data.length);
  if (form === 'stored') return data.length > most ? 'inflates to too much' : allowance.take(data);
  if (most === 0) return 'inflates to too much';
  try {
    return allowance.take(INFLATE[form](data, { maxOutputLength: most }));
  } catch (error) {
    // A thousand members that each end at the limit are a bomb as well.
    allowance.spend(most);
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'inflates to too much' : 'damaged';
  }
}
