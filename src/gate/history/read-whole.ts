import type { Oid } from '../../domain/blob.ts';
import { UnleakError } from '../../domain/unleak-error.ts';
import type { ObjectReader } from '../../git/pack/object-reader.ts';
import type { ReadObject } from '../../git/pack/stored-object.ts';

/** Reads an object again that something was found in. @returns undefined for what is not what its id says */
export function readWhole(reader: ObjectReader, oid: Oid): ReadObject | undefined {
  try {
    return reader.read(Buffer.from(oid, 'hex'));
  } catch (error) {
    if (error instanceof UnleakError) return undefined;
    throw error;
  }
}
