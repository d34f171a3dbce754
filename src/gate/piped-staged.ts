import { mayHaveConfig } from '../config/may-have-config.ts';
import { QuickLook } from '../detect/quick-look.ts';
import { ruleTable } from '../rules/generated/rule-table.ts';
import { pipedBlobs } from './piped-objects.ts';

/** The next bytes of a pipe; undefined at its end. */
export type ReadNext = () => Buffer | undefined;

// Up to here all is read before it is looked at; what is more is looked at as it comes, in bounded memory.
const QUICK_BYTES = 8 * 1024 * 1024;

/**
 * Scans the staged blobs that the hook script pipes in, so that git works while node starts. It can only say that all is
 * well: true means that both programs of git ended well, every blob was read, and no detector saw anything. Whatever
 * else happened (a finding, a submodule, an unmerged path, no HEAD yet, a failure of git) the caller looks again, with
 * paths, parents and reasons.
 * @param next reads what `git cat-file --batch` printed for the staged blobs, and the trailer
 * @throws UnleakError for an invalid configuration
 */
export async function isPipedStageClean(folder: string, next: ReadNext): Promise<boolean> {
  const { bytes, isAll } = readSome(next);
  if (isAll && !mayHaveConfig(folder) && isBare(bytes)) return true;
  const { isPipedSweepClean } = await import('./piped-sweep.ts');
  return isPipedSweepClean(folder, bytes, next);
}

/** The whole input where it is small: nearly always. */
function readSome(next: ReadNext): { bytes: Buffer; isAll: boolean } {
  const chunks: Buffer[] = [];
  let length = 0;
  while (length < QUICK_BYTES) {
    const chunk = next();
    if (chunk === undefined) return { bytes: joined(chunks), isAll: true };
    chunks.push(chunk);
    length += chunk.length;
  }
  return { bytes: joined(chunks), isAll: false };
}

const joined = (chunks: readonly Buffer[]): Buffer => (chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks));

function isBare(bytes: Buffer): boolean {
  const blobs = pipedBlobs(bytes);
  try {
    return blobs !== undefined && new QuickLook(ruleTable()).isClean(bytes, blobs);
  } catch {
    // The long way says what is wrong with the table of rules.
    return false;
  }
}
