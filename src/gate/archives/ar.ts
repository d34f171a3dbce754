// Archives of ar, which libraries (.a) and Debian's packages are: https://man.freebsd.org/cgi/man.cgi?query=ar&sektion=5
import { MOST_MEMBERS } from './allowance.ts';
import type { Member, Members } from './member.ts';

const MAGIC = '!<arch>\n';
const HEADER_LENGTH = 60;

/** A header's fields: where they begin and end. All are text that spaces fill up. */
const NAME = [0, 16] as const;
const SIZE = [48, 58] as const;
const HEADER_END = [58, 60] as const;

/** GNU's list of names that are too long for a header, and a name that leads there. */
const NAMES = '//';
const IN_NAMES = /^\/(\d+)$/;

/** What Linux takes for a path, at most. */
const LONGEST_NAME = 4096;

/** BSD's: the name is of so many bytes, ahead of the data. */
const AHEAD = /^#1\/(\d+)$/;

/** Whether a file begins as ar writes it. */
export const isAr = (head: Buffer): boolean => head.toString('latin1', 0, MAGIC.length) === MAGIC;

/** The members of an ar archive, lists of symbols among them; up to where it is damaged or cut off. */
export function arMembers(bytes: Buffer): Members {
  const members: Member[] = [];
  let names = '';
  // Each member begins at an even place.
  for (let at = MAGIC.length; at < bytes.length && members.length <= MOST_MEMBERS; at += at & 1) {
    const [name, size, end] = [NAME, SIZE, HEADER_END].map(([from, to]) =>
      bytes.toString('latin1', at + from, at + to),
    );
    const first = at + HEADER_LENGTH;
    const next = first + (/^\d+ *$/.test(size!) ? Number(size) : Number.NaN);
    // Not `next > length`: that lets no number pass.
    if (end !== '`\n' || !(next <= bytes.length)) return { members, isDamaged: true };
    const member = memberOf(bytes, { name: name!.trimEnd(), first, next, names });
    if (name!.trimEnd() === NAMES) names = bytes.toString('latin1', first, next);
    members.push(member);
    at = next;
  }
  return { members, isDamaged: false };
}

interface Stretch {
  readonly name: string;
  /** Where what follows its header begins and ends. */
  readonly first: number;
  readonly next: number;
  readonly names: string;
}

function memberOf(bytes: Buffer, { name, first, next, names }: Stretch): Member {
  const ahead = Number(AHEAD.exec(name)?.[1] ?? 0);
  const start = Math.min(first + ahead, next);
  const listed = IN_NAMES.exec(name)?.[1];
  const written =
    ahead > 0
      ? bytes.toString('latin1', first, start)
      : listed
        ? names.slice(Number(listed), Number(listed) + LONGEST_NAME)
        : name;
  return { path: pathIn(written), start, end: next, form: 'stored' };
}

/** Without what ends it: GNU writes `name/`, in its list with a line end; BSD fills names up with zeros. */
const pathIn = (written: string): string => written.split(/\/?\n|\0/, 1)[0]!.replace(/(?<=[^/])\/$/, '');
