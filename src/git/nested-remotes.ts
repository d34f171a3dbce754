/**
 * Whether the tracking refs of two remotes can't be told apart by name: of `team` and `team/origin`, a branch `origin/main`
 * of the first looks like a branch `main` of the second.
 */
export const areNested = (one: string, other: string): boolean =>
  one.startsWith(`${other}/`) || other.startsWith(`${one}/`);
