import { UnleakError } from '../../domain/unleak-error.ts';

/** A refusal: the embedded reader can't do this, and says so instead of answering in part. */
export function unsupported(what: string): UnleakError {
  return new UnleakError(
    'unsupported',
    `There is no git program here, and the embedded reader (isomorphic-git) can't read ${what}.`,
    'Install git (2.30 or newer) and put it on PATH; unleak then uses it by itself.',
  );
}

/** Damage: bytes of the repository that are not of the form that git gives them. */
export function corrupt(what: string, cause?: unknown): UnleakError {
  return new UnleakError(
    'object-corrupt',
    `This repository is damaged: ${what}.`,
    'Run `git fsck --full` on a machine that has git; restore what it names from another clone.',
    cause === undefined ? undefined : { cause },
  );
}

/** An object without which the walk can't go on. */
export function absent(oid: string): UnleakError {
  return new UnleakError(
    'object-missing',
    `Object ${oid} is needed, and this repository does not hold it.`,
    'In a shallow or partial clone, fetch what is missing (`git fetch --unshallow`, `git fetch --refetch`), then try again.',
  );
}
