import { gunzipSync, inflateRawSync, type ZlibOptions } from 'node:zlib';
import type { PathBytes } from '../../domain/blob.ts';
import type { Allowance } from './allowance.ts';

/** A file in an archive. */
export interface Member {
  readonly path: PathBytes;
  /** Where its data stands in the archive's bytes; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
  /** How it is kept; `encrypted`, `unknown` and `damaged` can't be read. */
  readonly form: 'stored' | 'deflated' | 'gzip' | 'encrypted' | 'unknown' | 'damaged';
}

/** Whether it is no file: there is nothing in it. */
export const isFolder = ({ path, start, end }: Member): boolean => path.endsWith('/') && start === end;

/** What could be made out of an archive. */
export interface Members {
  readonly members: readonly Member[];
  /** Whether something in it is not as its format has it: there may be more than these. */
  readonly isDamaged: boolean;
}

/** What was read of a member. */
export interface Content {
  readonly bytes: Buffer;
  /** Where in the archive that ends which it was made of: behind that its data may hold more. */
  readonly end: number;
}

/** What a member can't be read for. */
export type MemberProblem = 'encrypted' | 'compressed in an unknown way' | 'damaged' | 'inflates to too much';

const INFLATE = { deflated: inflateRawSync, gzip: gunzipSync };

/** A member's bytes, taken from what the allowance has; where they can't be had, why. */
export function contentOf(archive: Buffer, member: Member, allowance: Allowance): Content | MemberProblem {
  const { start, end, form } = member;
  if (form === 'encrypted' || form === 'damaged') return form;
  if (form === 'unknown') return 'compressed in an unknown way';
  const data = archive.subarray(start, end);
  const most = allowance.bytesFor(data.length);
  if (form === 'stored') return data.length > most ? 'inflates to too much' : { bytes: allowance.take(data), end };
  if (most === 0) return 'inflates to too much';
  try {
    const { bytes, used } = inflate(form, data, most);
    return { bytes: allowance.take(bytes), end: start + used };
  } catch (error) {
    // A thousand members that each end at the limit are a bomb as well.
    allowance.spend(most);
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'inflates to too much' : 'damaged';
  }
}

function inflate(form: keyof typeof INFLATE, data: Buffer, most: number): { bytes: Buffer; used: number } {
  const options: ZlibOptions = { maxOutputLength: most, info: true };
  // With `info` it gives more than its type says: https://nodejs.org/docs/latest-v20.x/api/zlib.html#class-options
  const result = INFLATE[form](data, options) as unknown as { buffer: Buffer; engine: { bytesWritten: number } };
  return { bytes: result.buffer, used: result.engine.bytesWritten };
}
