import { statSync } from 'node:fs';
import type { RepositoryLayout } from '../../../git/refs/layout.ts';
import { fromBytes } from '../../../report/path-text.ts';
import type { Refusal } from '../../plan/purge-plan.ts';
import { below } from '../durable.ts';
import { rewritable } from '../prepared-files.ts';

// They are read whole, as texts, which end at 512 MiB; and are kept together in one file, which is read again at 2 GiB at most.
const LARGEST = 256 * 2 ** 20;
const LARGEST_SUM = 1024 * 2 ** 20;

/** Reflogs, and other files that would be rewritten, that nobody can read at once. A git that writes them itself never makes such ones. */
export function largeFiles({ layout: { commonDirectory } }: { readonly layout: RepositoryLayout }): Refusal[] {
  const sizes = [...rewritable(commonDirectory)].map((path) => ({ path, size: sizeOf(below(commonDirectory, path)) }));
  const large = sizes.filter(({ size }) => size > LARGEST).map(({ path }) => path);
  const sum = sizes.reduce((all, { size }) => all + size, 0);
  if (large.length === 0 && sum <= LARGEST_SUM) return [];
  const largest = [...sizes].sort((a, b) => b.size - a.size).map(({ path }) => path);
  return [tooLarge(large.length > 0 ? large : largest)];
}

const sizeOf = (file: Buffer): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

const tooLarge = (paths: readonly string[]): Refusal => ({
  code: 'large-files',
  message: `Files in the git directory that a purge has to rewrite are too large for that: ${paths.slice(0, 3).map(fromBytes).join(', ')}.`,
  wayOut:
    'Shorten or delete what is no longer needed: `git reflog expire --expire=now --all` empties the logs of refs; other files below logs/ are nobody’s, and can be removed.',
});
