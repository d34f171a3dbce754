import { type Hunk, lineHunks, linesOf } from './line-hunks.ts';

/**
 * Brings two changes of a text together, line by line, as `git merge-file` does.
 * @returns undefined where both changed the same lines, or lines that touch, in different ways
 */
export function mergeLines(base: Buffer, ours: Buffer, theirs: Buffer): Buffer | undefined {
  const [before, left, right] = [linesOf(base), linesOf(ours), linesOf(theirs)];
  const [lefts, rights] = [lineHunks(before, left), lineHunks(before, right)];
  const merged: string[] = [];
  let at = 0;
  for (const group of grouped(lefts, rights)) {
    merged.push(...before.slice(at, group.from));
    const ourText = sideOf(group, group.lefts, before, left);
    const theirText = sideOf(group, group.rights, before, right);
    if (group.lefts.length === 0) merged.push(...theirText);
    else if (group.rights.length === 0 || sameLines(ourText, theirText)) merged.push(...ourText);
    else return undefined;
    at = group.to;
  }
  merged.push(...before.slice(at));
  return Buffer.from(merged.join(''), 'latin1');
}

/** A range of lines of the base, and what touches it. */
interface Group {
  readonly from: number;
  to: number;
  readonly lefts: Hunk[];
  readonly rights: Hunk[];
}

/** Hunks of both sides that overlap or touch, together. */
function grouped(lefts: readonly Hunk[], rights: readonly Hunk[]): Group[] {
  const groups: Group[] = [];
  const all = [
    ...lefts.map((hunk) => ({ hunk, isLeft: true })),
    ...rights.map((hunk) => ({ hunk, isLeft: false })),
  ].sort((a, b) => a.hunk.from - b.hunk.from || a.hunk.to - b.hunk.to);
  for (const { hunk, isLeft } of all) {
    let group = groups.at(-1);
    if (!group || hunk.from > group.to) {
      group = { from: hunk.from, to: hunk.to, lefts: [], rights: [] };
      groups.push(group);
    }
    (isLeft ? group.lefts : group.rights).push(hunk);
    group.to = Math.max(group.to, hunk.to);
  }
  return groups;
}

/** What a side has in place of a group's lines. */
function sideOf(
  { from, to }: Group,
  hunks: readonly Hunk[],
  base: readonly string[],
  side: readonly string[],
): string[] {
  const lines: string[] = [];
  let at = from;
  for (const hunk of hunks) {
    lines.push(...base.slice(at, hunk.from), ...side.slice(hunk.start, hunk.end));
    at = hunk.to;
  }
  return [...lines, ...base.slice(at, to)];
}

const sameLines = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((line, i) => line === b[i]);
