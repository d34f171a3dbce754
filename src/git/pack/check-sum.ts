import { createHash } from 'node:crypto';
import type { HashLength } from './ids.ts';
import { Unusable } from './unusable.ts';

/** Makes sure that a file's last bytes are the hash of all before. @throws Unusable */
export function checkSum(bytes: Uint8Array, hashLength: HashLength): void {
  const end = bytes.length - hashLength;
  const sum = createHash(hashLength === 20 ? 'sha1' : 'sha256').update(bytes.subarray(0, end));
  if (!sum.digest().equals(bytes.subarray(end))) throw new Unusable("The index's checksum is wrong.");
}
