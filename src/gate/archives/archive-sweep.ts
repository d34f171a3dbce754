import type { Run } from '../../detect/decode/runs.ts';
import type { PathBytes } from '../../domain/blob.ts';
import type { Skip } from '../../domain/coverage.ts';
import { WINDOW_SIZE, WindowCutter } from '../../git/windows.ts';
import type { Sweep } from '../sweep.ts';
import { Allowance, MOST_DEPTH, MOST_MEMBERS } from './allowance.ts';
import { type ArchiveKind, archiveKind, foreignKind, HEAD, type TextsKind } from './archive-kind.ts';
import { contentOf, type Member } from './member.ts';
import { pycTexts } from './pyc.ts';
import { sqliteTexts } from './sqlite.ts';
import { tarMembers } from './tar.ts';
import { joinTexts } from './texts.ts';
import { zipMembers } from './zip.ts';

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
    if (kind === 'sqlite' || kind === 'pyc') return this.#openTexts(bytes, kind, path);
    const members = membersOf(bytes, kind, path);
    if (!members) this.#sweep.skip(skipOf(path, DAMAGED));
    const read: Member[] = [];
    for (const member of members ?? []) {
      if (!this.#allowance.takeMember()) {
        this.#sweep.skip(skipOf(path, `more than ${MOST_MEMBERS} members`));
        break;
      }
      const place = `${path}!/${member.path}`;
      const content = contentOf(bytes, member, this.#allowance);
      if (typeof content === 'string') this.#sweep.skip(skipOf(place, content));
      else {
        await this.#look(content, kind, { outer: path, place, depth });
        if (content.length === member.end - member.start) read.push(member);
      }
    }
    blank(bytes, read);
    await this.#lookAtFile(bytes, path);
  }

  /** Looks at the texts, each of which ends a line of a file, and then at everything else. */
  async #openTexts(bytes: Buffer, kind: TextsKind, path: PathBytes): Promise<void> {
    const texts = kind === 'sqlite' ? sqliteTexts(bytes) : pycTexts(bytes);
    await this.#lookAtFile(joinTexts(texts), `${path}!/texts`);
    // Not left out here: what is no database may begin like one, and its texts would be cut in the wrong places.
    await this.#lookAtFile(bytes, path);
  }

  async #look(content: Buffer, outerKind: ArchiveKind, { outer, place, depth }: Place): Promise<void> {
    const head = content.subarray(0, HEAD);
    const kind = archiveKind(head);
    // Two programs made it, but people know it as one archive.
    if (outerKind === 'gzip' && kind === 'tar') return this.open(content, kind, outer, depth);
    if (kind === 'sqlite' || kind === 'pyc') return this.#openTexts(content, kind, place);
    if (kind && depth < MOST_DEPTH) return this.open(content, kind, place, depth + 1);
    if (kind) this.#sweep.skip(skipOf(place, `in more than ${MOST_DEPTH} archives`));
    const foreign = foreignKind(head);
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

function membersOf(bytes: Buffer, kind: Exclude<ArchiveKind, TextsKind>, path: PathBytes): Member[] | undefined {
  if (kind === 'zip') return zipMembers(bytes);
  if (kind === 'tar') return tarMembers(bytes);
  // A gzip file is one compressed file: its name without the ending.
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.gz$/i, '');
  return [{ path: name, start: 0, end: bytes.length, form: 'gzip' }];
}

/** Overwrites what was read of an archive as it stands there, so that nothing is found twice. Members may lie over one another. */
function blank(bytes: Buffer, members: readonly Run[]): void {
  let done = 0;
  for (const { start, end } of [...members].sort((a, b) => a.start - b.start)) {
    if (end > done) bytes.fill(0, Math.max(start, done), end);
    done = Math.max(done, end);
  }
}
