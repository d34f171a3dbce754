import type { ObjectWindow } from '../../git/repository.ts';
import { hasOpenMember } from './gzip-members.ts';
import type { Holders } from './holders.ts';

/** Looks at a part of an object that is too large to be in memory. What can only be seen in one piece is noted as unread. */
export function lookAtWindow({ oid, type, bytes, last }: ObjectWindow, holders: Holders): void {
  if (type === 'tree') holders.unread(oid, 'It is a tree that is too large.');
  // Of a part of a commit nobody can say what is its header.
  else if (holders.tells('blob', bytes)) holders.add(oid, type);
  else if (!last && hasOpenMember(bytes))
    holders.unread(oid, 'It is large, and compressed: what is packed in it can only be seen in one piece.');
}
