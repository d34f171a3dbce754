import { GZIP_MAGIC } from '../../detect/decode/gzip-header.ts';
import type { Run } from '../../detect/decode/runs.ts';
import type { PathBytes } from '../../domain/blob.ts';
import type { Skip } from '../../domain/coverage.ts';
import { WINDOW_SIZE, WindowCutter } from '../../git/windows.ts';
import type { Sweep } from '../sweep.ts';
import { Allowance, MOST_DEPTH, MOST_MEMBERS } from './allowance.ts';
import { arMembers } from './ar.ts';
import { type ArchiveKind, archiveKind, type Ends, endsOf, foreignKind, type TextsKind } from './archive-kind.ts';
import { contentOf, isFolder, type Member } from './member.ts';
import { pycTexts } from './pyc.ts';
import { readSqlite } from './sqlite.ts';
import { tarMembers } from './tar.ts';
import { joinTexts } from './texts.ts';
import { zipMembers } from './zip.ts';
import { unlistedMembers } from './zip-local.ts';

/** What is recorded where something in an archive was not looked at. */
export const skipOf = (path: PathBytes, why: string): Skip => ({
  reason: why === DAMAGED ? 'unreadable-file' : 'unsupported',
  what: `${path} (${why})`,
  incomplete: true,
});

/** The same of a kind of archive that nobody said could be opened. */
export const foreignSkip = (path: PathBytes, kind: string): Skip => ({ ...skipOf(path, kind), incomplete: false });

const DAMAGED = 'damaged';

/** Looks at all that one file holds which is an archive, archives in it included. */
export class ArchiveSweep {
  readonly #sweep: Sweep;
  readonly #allowance = new Allowance();

  constructor(sweep: Sweep) {
    this.#sweep = sweep;
  }

  /**
   * Looks at the members of an archive, each as a file, and then at everything else in it: names, comments, members that could not be read.
   * @param bytes are overwritten where members stand as they are and were read
   * @param depth how many archives this is inside of, itself included
   * @throws BudgetExceeded
   */
  async open(bytes: Buffer, kind: ArchiveKind, path: PathBytes, depth = 1): Promise<void> {
    if (kind === 'sqlite' || kind === 'pyc') return this.#openTexts(bytes, kind, { place: path, depth });
    const read: Run[] = [];
    // Of all members, by where they begin: where what was read of them ends.
    const ends = new Map<number, number>();
    for (const member of this.#membersOf(bytes, kind, { path, ends })) {
      ends.set(member.start, member.end);
      if (isFolder(member)) continue;
      if (!this.#takeMember(path)) break;
      const place = `${path}!/${member.path}`;
      const content = contentOf(bytes, member, this.#allowance);
      if (typeof content === 'string') this.#sweep.skip(skipOf(place, content));
      else {
        await this.#look(content.bytes, kind, { outer: path, place, depth });
        if (member.form === 'stored') read.push(member);
        ends.set(member.start, content.end);
      }
    }
    blank(bytes, read);
    await this.#lookAtFile(bytes, path);
  }

  /** An archive's members. What is damaged is said, and whatever can be read all the same is. */
  *#membersOf(bytes: Buffer, kind: Exclude<ArchiveKind, TextsKind>, { path, ends }: Found): Generator<Member> {
    if (kind === 'gzip') return yield* gzipMembers(bytes, path, ends);
    const { members, isDamaged } = READERS[kind](bytes);
    if (isDamaged) this.#sweep.skip(skipOf(path, DAMAGED));
    yield* members;
    if (kind === 'zip') yield* unlistedMembers(bytes, ends);
  }

  #takeMember(path: PathBytes): boolean {
    const isLeft = this.#allowance.takeMember();
    if (!isLeft) this.#sweep.skip(skipOf(path, `more than ${MOST_MEMBERS} members`));
    return isLeft;
  }

  /** Looks at the texts, each of which ends a line of a file, at blobs that are archives, and then at everything else. */
  async #openTexts(bytes: Buffer, kind: TextsKind, { place, depth }: Omit<Place, 'outer'>): Promise<void> {
    const { values, isDamaged } = kind === 'sqlite' ? readSqlite(bytes) : { values: pycTexts(bytes), isDamaged: false };
    if (isDamaged) this.#sweep.skip(skipOf(place, DAMAGED));
    await this.#lookAtFile(joinTexts(values), `${place}!/texts`);
    if (kind === 'sqlite') await this.#openBlobs(values, { place, depth });
    // Not left out here: what is no database may begin like one, and its texts would be cut in the wrong places.
    await this.#lookAtFile(bytes, place);
  }

  async #openBlobs(values: readonly Buffer[], { place, depth }: Omit<Place, 'outer'>): Promise<void> {
    let count = 0;
    for (const value of values) {
      const kind = archiveKind(endsIn(value));
      // Short texts may look like compiled Python.
      if (kind === 'pyc' || (kind ?? foreignKind(endsIn(value))) === undefined) continue;
      if (!this.#takeMember(place)) break;
      await this.#look(value, 'sqlite', { outer: place, place: `${place}!/blob${++count}`, depth });
    }
  }

  async #look(content: Buffer, outerKind: ArchiveKind, { outer, place, depth }: Place): Promise<void> {
    const ends = endsIn(content);
    const kind = archiveKind(ends);
    // Two programs made it, but people know it as one archive.
    if (outerKind === 'gzip' && kind === 'tar') return this.open(content, kind, outer, depth);
    // One more than others, but no further: a database may lie in a database's blob, and so on.
    const most = kind === 'sqlite' || kind === 'pyc' ? MOST_DEPTH + 1 : MOST_DEPTH;
    if (kind && depth < most) return this.open(content, kind, place, depth + 1);
    if (kind) this.#sweep.skip(skipOf(place, `in more than ${MOST_DEPTH} archives`));
    const foreign = foreignKind(ends);
    if (foreign !== undefined) this.#sweep.skip(foreignSkip(place, foreign));
    return this.#lookAtFile(content, place);
  }

  async #lookAtFile(bytes: Buffer, path: PathBytes): Promise<void> {
    const cutter = new WindowCutter(bytes.length, (window, offset, last) =>
      this.#sweep.piece('file', path, window, offset, last),
    );
    // One window of no bytes, too.
    for (let at = 0; at === 0 || at < bytes.length; at += WINDOW_SIZE) {
      await cutter.push(bytes.subarray(at, at + WINDOW_SIZE));
    }
  }
}

interface Place {
  readonly outer: PathBytes;
  readonly place: PathBytes;
  readonly depth: number;
}

/** What the members of an archive are found by. */
interface Found {
  readonly path: PathBytes;
  readonly ends: ReadonlyMap<number, number>;
}

const READERS = { zip: zipMembers, tar: tarMembers, ar: arMembers };

/**
 * A gzip file is one compressed file: its name without the ending. Others may follow, behind zero bytes, too, as on tapes.
 * @param ends where each ended, once it was read
 */
function* gzipMembers(bytes: Buffer, path: PathBytes, ends: ReadonlyMap<number, number>): Generator<Member> {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.gz$/i, '');
  for (let start = 0; bytes.subarray(start, start + GZIP_MAGIC.length).equals(GZIP_MAGIC); ) {
    yield { path: name, start, end: bytes.length, form: 'gzip' };
    let next = Math.max(ends.get(start) ?? 0, start + GZIP_MAGIC.length);
    while (bytes[next] === 0) next++;
    start = next;
  }
}

const endsIn = (content: Buffer): Ends => endsOf(content.length, (from, to) => content.subarray(from, to));

/** Overwrites what was read of an archive as it stands there, so that nothing is found twice. Members may lie over one another. */
function blank(bytes: Buffer, members: readonly Run[]): void {
  let done = 0;
  for (const { start, end } of [...members].sort((a, b) => a.start - b.start)) {
    if (end > done) bytes.fill(0, Math.max(start, done), end);
    done = Math.max(done, end);
  }
}
