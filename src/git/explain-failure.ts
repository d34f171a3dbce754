import { UnleakError } from '../domain/unleak-error.ts';

interface Known {
  readonly sign: RegExp;
  readonly make: () => UnleakError;
}

// The sentences are git's own (LC_ALL=C), as of 2.30 to 2.52.
const KNOWN: readonly Known[] = [
  {
    sign: /detected dubious ownership|unsafe repository/,
    make: () =>
      new UnleakError(
        'unsafe-repository',
        'git refuses to read this repository because its folder belongs to another user.',
        'If you trust it, run: git config --global --add safe.directory "$PWD" (https://git-scm.com/docs/git-config#Documentation/git-config.txt-safedirectory).',
      ),
  },
  {
    sign: /not a git repository/i,
    make: () =>
      new UnleakError(
        'not-a-repository',
        'This folder is not in a git repository.',
        'Run unleak inside a repository, or name the files to scan: unleak scan <path>.',
      ),
  },
  {
    sign: /could not fetch .* from promisor remote|transport '.*' not allowed/,
    make: () =>
      new UnleakError(
        'object-missing',
        'This is a partial clone, and an object that has to be scanned is not in it; unleak never fetches by itself.',
        'Fetch what is missing (`git fetch --refetch --filter=blob:limit=1g`, or check the files out), then try again.',
      ),
  },
  {
    sign: /is corrupt|inflate: data stream error|unable to unpack|bad object|packfile .* (cannot be|does not)|garbage at end of loose/,
    make: () =>
      new UnleakError(
        'object-corrupt',
        'git could not read an object of this repository: it is damaged.',
        'Run `git fsck --full` to see which; restore it from another clone.',
      ),
  },
  {
    sign: /ambiguous argument|unknown revision|bad revision|Not a valid object name/,
    make: () =>
      new UnleakError(
        'unknown-revision',
        'A revision that was asked for is not in this repository.',
        'Check the name; in a shallow clone, fetch the history first: git fetch --unshallow.',
      ),
  },
];

/**
 * Turns a failed git into a sentence. What git printed is matched, never passed on: it may quote a file's name or text.
 * @param status exit status, or null when a signal ended git
 */
export function explainFailure(
  args: readonly string[],
  status: number | null,
  signal: string | null,
  stderr: string,
): UnleakError {
  if (/^warning: could not open directory/m.test(stderr)) return unreadableFolder();
  const known = KNOWN.find(({ sign }) => sign.test(stderr));
  if (known) return known.make();
  const how = signal === null ? `failed with exit status ${status}` : `was ended by ${signal}`;
  return new UnleakError(
    'git-failed',
    `git ${args.find((arg) => !arg.startsWith('-')) ?? ''} ${how}, so not everything could be read.`,
    'Run `git fsck` to see whether the repository is whole, then try again.',
  );
}

const unreadableFolder = (): UnleakError =>
  new UnleakError(
    'git-failed',
    'A folder could not be entered, so what is in it was not read.',
    'Check the permissions of the folders, or name those to scan.',
  );
