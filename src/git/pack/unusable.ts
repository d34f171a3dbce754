/**
 * A pack, an index or a folder that can't be used. The message is a full sentence that says why. Never leaves this
 * folder: `openObjectStore` records it as `unreadable` and goes on with the rest.
 */
export class Unusable extends Error {}

/** Why a file could not be used, as a sentence. @throws what is neither damage nor the file system's: a bug */
export function reasonOf(error: unknown): string {
  if (error instanceof Unusable) return error.message;
  if (isSystemError(error)) return `It could not be read (${error.code}).`;
  throw error;
}

/** Whether a call of the operating system failed. */
export const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === 'string';
