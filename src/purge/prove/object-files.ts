/**
 * What a file below `objects` is: `object` for what the store answers for; `plain` for what git keeps beside it as it is
 * (https://git-scm.com/docs/gitrepository-layout); `left`: git was interrupted while it wrote it, or does not know it.
 * @param path relative to the git directory, latin1
 */
export function objectFileKind(path: string): 'object' | 'plain' | 'left' | undefined {
  if (!path.startsWith('objects/')) return undefined;
  const name = path.slice('objects/'.length);
  if (/^[0-9a-f]{2}\/[0-9a-f]{38}(?:[0-9a-f]{24})?$/.test(name)) return 'object';
  // A name that begins with a dot or tmp_ is of a pack that is not finished.
  if (/^pack\/(?!\.|tmp_)[^/]*\.(?:pack|idx)$/.test(name)) return 'object';
  if (/^info\//.test(name)) return 'plain';
  if (/^pack\/(?:(?!\.|tmp_)[^/]*\.(?:rev|bitmap|mtimes|keep|promisor)|multi-pack-index[^/]*)$/.test(name))
    return 'plain';
  return /^pack\/multi-pack-index\.d\//.test(name) ? 'plain' : 'left';
}
