import type { DetectorChain } from '../detect/chain.ts';
import type { Blob, BlobKind, Oid, PathBytes } from '../domain/blob.ts';
import type { Candidate } from '../domain/candidate.ts';
import type { Coverage, Skip } from '../domain/coverage.ts';
import type { ObjectVisitor, ObjectWindow } from '../git/repository.ts';
import { WINDOW_OVERLAP } from '../git/windows.ts';
import { type InlineMark, marksNear } from './inline-mark.ts';
import { LineCounter } from './line-counter.ts';

/** A candidate in its object: positions count from the object's first byte. */
export interface Claim {
  readonly candidate: Candidate;
  readonly kind: BlobKind;
  readonly oid?: Oid;
  /** For files and for what has no object; git's objects get their paths by attribution. */
  readonly path?: PathBytes;
  readonly line: number;
  readonly column: number;
  readonly marks: readonly InlineMark[];
}

/** The time budget ran out. */
export class BudgetExceeded extends Error {}

// An object with more is one big finding; the rest of its claims would only fill the memory.
const MOST_CLAIMS = 1000;

const LFS_POINTER = 'version https://git-lfs.github.com/spec/v1\n';

/** Runs the detector chain over everything that a source hands it, and keeps the proof of what was read. */
export class Sweep implements ObjectVisitor {
  readonly claims: Claim[] = [];
  readonly commits: Oid[] = [];
  readonly #chain: DetectorChain;
  readonly #deadline: number;
  readonly #onProgress: (objects: number, bytes: number) => void;
  readonly #skips = new Map<string, Skip>();
  #objects = 0;
  #bytes = 0;
  #lines = new LineCounter();
  #messageLine = 0;
  #messageStart = 0;
  #claimed = 0;

  /**
   * @param deadline milliseconds since the epoch, Infinity for none
   * @param onProgress told how much has been read, after every window
   */
  constructor(chain: DetectorChain, deadline: number, onProgress: (objects: number, bytes: number) => void = () => {}) {
    this.#chain = chain;
    this.#deadline = deadline;
    this.#onProgress = onProgress;
  }

  get coverage(): Coverage {
    return { objects: this.#objects, bytes: this.#bytes, skipped: [...this.#skips.values()] };
  }

  /** Records what was not scanned, each thing once. */
  skip(skip: Skip): void {
    this.#skips.set(`${skip.reason} ${skip.what}`, skip);
  }

  missing(oid: Oid): void {
    this.skip({ reason: 'missing-object', what: oid, incomplete: true });
  }

  /** @throws BudgetExceeded past the deadline */
  async window({ oid, type, bytes, offset, last }: ObjectWindow): Promise<void> {
    if (type === 'tree') return;
    if (type === 'commit' && last) this.commits.push(oid);
    if (
      offset === 0 &&
      last &&
      bytes.length < 1024 &&
      bytes.toString('latin1', 0, LFS_POINTER.length) === LFS_POINTER
    ) {
      this.skip({ reason: 'lfs-pointer', what: oid, incomplete: false });
    }
    await this.#look({ kind: type, oid, bytes, offset }, last);
  }

  /** The same for bytes that are not a git object. */
  async piece(
    kind: 'file' | 'message',
    path: PathBytes | undefined,
    bytes: Buffer,
    offset: number,
    last: boolean,
  ): Promise<void> {
    await this.#look({ kind, bytes, offset }, last, path);
  }

  async #look(blob: Blob, last: boolean, path?: PathBytes): Promise<void> {
    if (Date.now() > this.#deadline) throw new BudgetExceeded();
    if (blob.offset === 0) this.#begin(blob);
    const { candidates, failures } = await this.#chain.detect(blob, { deadline: this.#deadline });
    for (const { detector, reason } of failures) this.skip({ reason, what: detector, incomplete: true });
    for (const candidate of candidates) if (isOwn(candidate, blob, last)) this.#claim(candidate, blob, path);
    const next = blob.offset + blob.bytes.length;
    if (last) {
      this.#objects++;
      this.#bytes += next;
    } else this.#lines.locate(blob.bytes, blob.offset, next - WINDOW_OVERLAP);
    this.#onProgress(this.#objects, this.#bytes + (last ? 0 : next));
  }

  #begin(blob: Blob): void {
    this.#lines = new LineCounter();
    this.#claimed = 0;
    this.#messageLine = 0;
    this.#messageStart = 0;
    if (blob.kind !== 'commit' && blob.kind !== 'tag') return;
    const headerEnd = blob.bytes.indexOf('\n\n');
    if (headerEnd < 0) return;
    this.#messageStart = headerEnd + 2;
    this.#messageLine = new LineCounter().locate(blob.bytes, 0, this.#messageStart).line - 1;
  }

  #claim(candidate: Candidate, blob: Blob, path: PathBytes | undefined): void {
    if (++this.#claimed > MOST_CLAIMS) {
      const what = blob.oid ?? path ?? blob.kind;
      this.skip({ reason: 'too-many-findings', what, incomplete: true });
      return;
    }
    const start = blob.offset + candidate.start;
    const { line, column } = this.#lines.locate(blob.bytes, blob.offset, start);
    this.claims.push({
      candidate: { ...candidate, start, end: blob.offset + candidate.end },
      kind: blob.kind,
      ...(blob.oid === undefined ? {} : { oid: blob.oid }),
      ...(path === undefined ? {} : { path }),
      line: start >= this.#messageStart ? line - this.#messageLine : line,
      column,
      marks: marksNear(blob.bytes, candidate.start, candidate.end),
    });
  }
}

/**
 * Whether a candidate belongs to this window: of the bytes that two windows share, each answers for half, so that both
 * see what stands before and behind, and none reports twice.
 */
function isOwn(candidate: Candidate, blob: Blob, last: boolean): boolean {
  const from = blob.offset === 0 ? 0 : WINDOW_OVERLAP / 2;
  const to = last ? blob.bytes.length : blob.bytes.length - WINDOW_OVERLAP / 2;
  return candidate.start >= from && candidate.start < to;
}
