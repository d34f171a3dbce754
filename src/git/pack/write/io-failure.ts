import { UnleakError } from '../../../domain/unleak-error.ts';
import { isSystemError } from '../unusable.ts';

/**
 * Does something with a file that is written.
 * @throws UnleakError `io`: no room, no permission, a failing disk
 */
export function orIoFailure<T>(file: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw ioFailure(`${file} could not be written (${error.code}).`, error);
  }
}

/** @param message what went wrong, in a sentence */
export const ioFailure = (message: string, cause?: unknown): UnleakError =>
  new UnleakError(
    'io',
    message,
    'See that the disk has room and that the folder can be written to, then try again: no ref has moved.',
    { cause },
  );
