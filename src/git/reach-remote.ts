import { UnleakError } from '../domain/unleak-error.ts';

/** What a failure at a remote comes to: git's own words may quote a URL with a password, so they are not passed on. */
export const notReached = (command: string, cause: unknown): UnleakError =>
  new UnleakError(
    'git-failed',
    `The remote could not be reached, or refused: git ${command} failed.`,
    'See what git itself says: run `git ls-remote <remote>` in this repository. An address, a password or a key may be wrong, or the network away.',
    { cause },
  );
