/**
 * The refs that a short name may mean; git takes the first that exists, so a pushed tag can stand in for a branch:
 * https://git-scm.com/docs/gitrevisions#Documentation/gitrevisions.txt-refnameegmasterheadsmasterrefsheadsmaster
 * @param name a revision; what follows the name in it (`~2`, `^{tree}`, `@{1}`) does not count
 */
export function refsNamed(name: string): string[] {
  const [base = ''] = name.split(/[~^:@]/, 1);
  if (base === '' || base === 'HEAD' || base.startsWith('refs/')) return [];
  return ['refs/tags/', 'refs/heads/', 'refs/remotes/'].map((folder) => folder + base);
}
