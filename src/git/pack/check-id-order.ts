import { compareIds, type IdList } from './ids.ts';
import { Unusable } from './unusable.ts';

/** Makes sure that a search will find every id. @returns whether an id comes twice @throws Unusable */
export function checkIdOrder({ ids, fanout, hashLength }: IdList): boolean {
  const view = new DataView(ids.buffer, ids.byteOffset, ids.byteLength);
  let repeats = false;
  let before = -1;
  let at = 0;
  for (let byte = 0; byte < 256; byte++) {
    for (const end = fanout[byte]! * hashLength; at < end; at += hashLength) {
      // Four bytes are nearly always enough to tell.
      const begin = view.getUint32(at);
      const order = begin === before ? compareIds(ids, at - hashLength, ids, at, hashLength) : before - begin;
      if (begin >>> 24 !== byte || order > 0) throw new Unusable("The index's ids are not in order.");
      if (order === 0) repeats = true;
      before = begin;
    }
  }
  return repeats;
}
