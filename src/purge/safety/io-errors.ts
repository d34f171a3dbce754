import { UnleakError } from '../../domain/unleak-error.ts';

/** Does work that writes; what the file system refuses is told in a sentence, without the path, which may hold a secret. */
export async function withIoErrors<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asUnleakError(error);
  }
}

/** An error of the file system as one for people; any other as it is. */
function asUnleakError(error: unknown): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (error instanceof UnleakError || code === undefined || syscall === undefined) return error;
  return new UnleakError(
    'io',
    `The file system refused (${code}, ${syscall}), so the purge stopped where it was; nothing is lost.`,
    'Make room, or set the permissions right; then go on with unleak purge --resume, or take it back with unleak purge --undo.',
    { cause: error },
  );
}
