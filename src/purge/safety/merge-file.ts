import { withoutOwnEntries } from '../../git/refs/reflog.ts';
import { type PreparedFile, stateOf } from './prepared-files.ts';

/**
 * What a file has to be after a purge. What others appended to a log meanwhile stays.
 * @param now what it is
 * @returns undefined: as it is
 */
export function purgedContent(file: PreparedFile, now: Buffer): Buffer | undefined {
  if (!file.isLog) return isOld(file, now) && now.length === file.old.size ? changed(file.new, now) : undefined;
  const tail = isOld(file, now) ? now.subarray(file.old.size) : undefined;
  // It is not what it was: done before, or cut by `git reflog expire`. Only our own entries are taken out.
  if (!tail) return changed(withoutOwnEntries(now), now);
  return changed(withoutOwnEntries(Buffer.concat([file.new, tail])), now);
}

/**
 * What a file has to be after a purge was taken back.
 * @param before what it was, from the backup
 */
export function restoredContent(file: PreparedFile, now: Buffer, before: Buffer): Buffer | undefined {
  if (!file.isLog) return now.equals(file.new) ? changed(before, now) : undefined;
  // The purged log comes first: it may be empty, and then everything would begin with it.
  if (isOld(file, now)) return changed(withoutOwnEntries(now), now);
  const begins = now.subarray(0, file.new.length).equals(file.new);
  const tail = begins ? now.subarray(file.new.length) : Buffer.alloc(0);
  // Entries of the time between, if it can't be told where they begin, are worth less than those before.
  return changed(withoutOwnEntries(Buffer.concat([before, tail])), now);
}

const isOld = ({ old }: PreparedFile, now: Buffer): boolean => {
  return now.length >= old.size && stateOf(now.subarray(0, old.size)).sum === old.sum;
};

const changed = (wanted: Buffer, now: Buffer): Buffer | undefined => (wanted.equals(now) ? undefined : wanted);
