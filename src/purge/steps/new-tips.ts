import type { Oid } from '../../domain/blob.ts';
import type { ObjectMap } from '../object-map.ts';
import type { Tips } from './read-tips.ts';

/** What refs, HEADs and reflogs will name: each tip, or what it became. */
export const newTipsOf = ({ all }: Tips, map: ObjectMap): Oid[] =>
  all.flatMap((oid) => {
    const to = map.getHex(oid);
    return to === null ? [] : (to ?? oid);
  });
