import type { PackTable } from './pack-table.ts';

/** The id of the object in a slot: `hashLength` bytes, a view of the table's. */
export function idAt({ ids, position, hashLength }: PackTable, slot: number): Buffer {
  return Buffer.from(ids.buffer, ids.byteOffset + position[slot]! * hashLength, hashLength);
}
