import type { Oid } from '../../../domain/blob.ts';
import type { ObjectReader } from '../object-reader.ts';
import { CarefulReader } from './careful-reader.ts';

/** Who wrote a commit, and when. */
export interface CommitAuthor {
  /** Bytes as latin1: commits say in which encoding they are, mostly UTF-8. */
  readonly name: string;
  readonly email: string;
  /** Seconds since 1970, as the author's clock had it. */
  readonly time: number;
  /** Such as "+0200". */
  readonly timeZone: string;
}

/** Reads who wrote commits. Those that can't be read, or name nobody, are left out. */
export function describeCommits(objects: ObjectReader, commits: Iterable<Oid>): Map<Oid, CommitAuthor> {
  const reader = new CarefulReader(objects);
  const authors = new Map<Oid, CommitAuthor>();
  for (const oid of commits) {
    const object = reader.peek(Buffer.from(oid, 'hex'));
    const author = object?.type === 'commit' ? authorIn(object.bytes) : undefined;
    if (author) authors.set(oid, author);
  }
  return authors;
}

/** The header's line "author <name> <<email>> <seconds> <zone>". Names may hold `<`, as the last `>` counts. */
function authorIn(commit: Buffer): CommitAuthor | undefined {
  const header = commit.subarray(0, lengthOrAll(commit.indexOf('\n\n'), commit));
  const found = /^author (.*?) ?<(.*)> *(\d{1,15}) ([+-]\d{1,6})$/m.exec(header.toString('latin1'));
  if (!found) return undefined;
  const [, name = '', email = '', time, timeZone = ''] = found;
  return { name, email, time: Number(time), timeZone };
}

const lengthOrAll = (index: number, bytes: Buffer): number => (index < 0 ? bytes.length : index);
