import type { ObjectType } from '../../domain/blob.ts';
import { UnleakError } from '../../domain/unleak-error.ts';
import { corrupt } from '../isomorphic/refusals.ts';
import { reasonOf } from './unusable.ts';

/** An object, whole. */
export interface ReadObject {
  readonly type: ObjectType;
  readonly bytes: Buffer;
}

/** By the number that a pack entry has: https://git-scm.com/docs/gitformat-pack#_object_types */
export const TYPE_NAMES: readonly (ObjectType | undefined)[] = [undefined, 'commit', 'tree', 'blob', 'tag'];

/** The numbers of the types in a `PackTable`. `UNRESOLVED`: can't be read from its pack alone. */
export const UNRESOLVED = 0;
export const COMMIT = 1;
export const TREE = 2;
export const BLOB = 3;
export const TAG = 4;

/** An object that is not what it should be. @param how the end of a sentence that begins with "object <id>" */
export const damagedObject = (oid: string, how: string, cause?: unknown): UnleakError =>
  corrupt(`object ${oid} ${how}`, cause);

/** An object that is read by git itself, in pieces. */
export const tooLarge = (oid: string, largest: number): UnleakError =>
  new UnleakError(
    'unsupported',
    `Object ${oid} takes more than the ${largest} bytes that are read at once.`,
    'Read such an object with git itself.',
  );

/** Why an object could not be read, as an error for the user. @throws what is a bug */
export function refusalOf(oid: string, error: unknown): UnleakError {
  if (error instanceof UnleakError) return error;
  const why = `The file of object ${oid} could not be read: ${reasonOf(error)}`;
  return new UnleakError('io', why, 'Check the permissions of the repository; if git is repacking it, try again.', {
    cause: error,
  });
}
