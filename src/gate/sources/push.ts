import type { ObjectRange, Repository } from '../../git/repository.ts';
import type { RefUpdate } from '../source.ts';

/** What git says of a push. */
interface Push {
  readonly remote: string;
  /** Where it goes; a remote can be fetched from elsewhere. */
  readonly url?: string;
  readonly updates: readonly RefUpdate[];
}

/**
 * What a push brings that the remote does not have, as far as its tracking refs tell. They are believed only if they are
 * of the repository that is pushed to.
 */
export async function pushedRange(repository: Repository, push: Push): Promise<ObjectRange> {
  const { remote, updates } = push;
  const believed = isRemoteName(remote) && (await isTracked(repository, push));
  const exclude = updates.flatMap(({ from }) => from ?? []);
  return { tips: tipsOf(updates), exclude, excludeRefs: believed ? { remote } : 'none' };
}

/** What a push brings that this repository does not have: in a pre-receive hook no ref has moved yet. */
export const receivedRange = (updates: readonly RefUpdate[]): ObjectRange => ({
  tips: tipsOf(updates),
  exclude: [],
  excludeRefs: 'all',
});

const tipsOf = (updates: readonly RefUpdate[]): string[] => [...new Set(updates.flatMap(({ to }) => to ?? []))];

/** git passes the URL in place of the name when a push names no remote: it has no tracking refs. */
const isRemoteName = (remote: string): boolean => /^[A-Za-z0-9_][\w.-]*(?:\/[\w.-]+)*$/.test(remote);

async function isTracked(repository: Repository, { remote, url, updates }: Push): Promise<boolean> {
  const fetched = await repository.remoteUrl(remote);
  if (fetched === undefined || (url !== undefined && placeOf(url) !== placeOf(fetched))) return false;
  // It has no such branch, though a tracking ref says so: the name was given to another repository since.
  const missing = updates.filter(({ from, to, ref }) => from === undefined && to && ref.startsWith(HEADS));
  for (const { ref } of missing) {
    if (await repository.resolve(`refs/remotes/${remote}/${ref.slice(HEADS.length)}`)) return false;
  }
  return true;
}

const HEADS = 'refs/heads/';

/** Host and path of a URL: the same repository is often fetched by https and pushed to by ssh. */
function placeOf(url: string): string {
  const [, host = '', path = ''] =
    /^[a-z][a-z0-9+.-]*:\/\/(?:[^@/]*@)?([^/:]*)(?::\d+)?\/*(.*)$/i.exec(url) ??
    /^(?:[^@/]*@)?([^/:]{2,}):(?!\/\/)\/*(.*)$/.exec(url) ??
    ([undefined, '', url] as const);
  return `${host.toLowerCase()}/${path.replace(/(?:\.git)?\/*$/, '')}`;
}
