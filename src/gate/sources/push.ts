import type { ObjectRange } from '../../git/repository.ts';
import type { RefUpdate } from '../source.ts';

/** What a push brings that the remote, as far as its tracking refs tell, does not have. */
export const pushedRange = (remote: string, updates: readonly RefUpdate[]): ObjectRange => ({
  tips: tipsOf(updates),
  exclude: updates.flatMap(({ from }) => from ?? []),
  excludeRefs: isRemoteName(remote) ? { remote } : 'none',
});

/** What a push brings that this repository does not have: in a pre-receive hook no ref has moved yet. */
export const receivedRange = (updates: readonly RefUpdate[]): ObjectRange => ({
  tips: tipsOf(updates),
  exclude: [],
  excludeRefs: 'all',
});

const tipsOf = (updates: readonly RefUpdate[]): string[] => [...new Set(updates.flatMap(({ to }) => to ?? []))];

/** git passes the URL in place of the name when a push names no remote: it has no tracking refs. */
const isRemoteName = (remote: string): boolean => /^[A-Za-z0-9_][\w.-]*(?:\/[\w.-]+)*$/.test(remote);
