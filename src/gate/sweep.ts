import type { Detection, DetectorChain } from '../detect/chain.ts';
import type { Blob, BlobKind, Oid, PathBytes } from '../domain/blob.ts';
import type { Candidate } from '../domain/candidate.ts';
import type { Coverage, Skip } from '../domain/coverage.ts';
import type { ObjectVisitor, ObjectWindow } from '../git/repository.ts';
import { WINDOW_OVERLAP } from '../git/windows.ts';
import { BudgetExceeded } from './budget-exceeded.ts';
import type { Searcher } from './history/searcher.ts';
import { type InlineMark, marksNear } from './inline-mark.ts';
import { isLfsPointer } from './lfs-pointer.ts';
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

/** What looks at the bytes. */
export interface SweepDetectors {
  readonly chain: Pick<DetectorChain, 'detect'>;
  /** For more than the chain has time for; absent where the user's rules or plugins have to see every byte. */
  readonly openSearcher?: ((deadline: number) => Promise<Searcher>) | undefined;
}

export interface SweepLimits {
  /** Milliseconds since the epoch, Infinity for none. */
  readonly deadline: number;
  /** Told how much has been read, after every window. */
  readonly onProgress?: ((objects: number, bytes: number) => void) | undefined;
}

/** So much of a source is looked at by the detector chain, encodings inside encodings included. */
const DEEP_BYTES = 2 * 1024 * 1024;

/** What is recorded where the search looked in place of the chain. */
export const NOT_DEEP: Skip = { reason: 'nested-encodings', what: 'encodings inside encodings', incomplete: false };

// An object with more is one big finding; the rest of its claims would only fill the memory.
const MOST_CLAIMS = 4000;

/** Runs the detector chain over everything that a source hands it, and keeps the proof of what was read. */
export class Sweep implements ObjectVisitor {
  readonly claims: Claim[] = [];
  readonly commits: Oid[] = [];
  readonly #chain: Pick<DetectorChain, 'detect'>;
  readonly #deadline: number;
  readonly #openSearcher: ((deadline: number) => Promise<Searcher>) | undefined;
  #searcher: Searcher | undefined;
  #looked = 0;
  readonly #onProgress: (objects: number, bytes: number) => void;
  readonly #skips = new Map<string, Skip>();
  #objects = 0;
  #bytes = 0;
  #lines = new LineCounter();
  #messageLine = 0;
  #messageStart = 0;
  #claimed = 0;

  /** @param settings the chain, and how to open a searcher where there is one @param limits when and how often to say what */
  constructor({ chain, openSearcher }: SweepDetectors, { deadline, onProgress = () => {} }: SweepLimits) {
    this.#chain = chain;
    this.#openSearcher = openSearcher;
    this.#deadline = deadline;
    this.#onProgress = onProgress;
  }

  get coverage(): Coverage {
    return { objects: this.#objects, bytes: this.#bytes, skipped: [...this.#skips.values()] };
  }

  /** Whether the detector chain looks at what comes next. */
  get isDeep(): boolean {
    return this.#openSearcher === undefined || this.#looked < DEEP_BYTES;
  }

  /** Records what was not scanned, each thing once. */
  skip(skip: Skip): void {
    this.#skips.set(`${skip.reason} ${skip.what}`, skip);
  }

  missing(oid: Oid): void {
    this.skip({ reason: 'missing-object', what: oid, incomplete: true });
  }

  /** Records an object that is not what its id says, or can't be read. */
  corrupt(oid: Oid): void {
    this.skip({ reason: 'corrupt-object', what: oid, incomplete: true });
  }

  /** Records a pointer of Git LFS, which was read; what it points to was not. */
  lfsPointer(oid: Oid): void {
    this.skip({ reason: 'lfs-pointer', what: oid, incomplete: false });
  }

  /** @throws BudgetExceeded past the deadline */
  async window({ oid, type, bytes, offset, last }: ObjectWindow): Promise<void> {
    if (type === 'tree') return;
    if (type === 'commit' && last) this.commits.push(oid);
    if (offset === 0 && last && isLfsPointer(bytes, 0, bytes.length)) this.lfsPointer(oid);
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

  /** Adds what was read and looked at elsewhere to the coverage. */
  count(objects: number, bytes: number): void {
    this.#objects += objects;
    this.#bytes += bytes;
  }

  /** Takes over what was found elsewhere. @param blob the whole object @param candidates in order of position */
  found(blob: Blob, candidates: readonly Candidate[]): void {
    this.#begin(blob);
    for (const candidate of candidates) this.#claim(candidate, blob, undefined);
  }

  async #look(blob: Blob, last: boolean, path?: PathBytes): Promise<void> {
    if (Date.now() > this.#deadline) throw new BudgetExceeded();
    if (blob.offset === 0) this.#begin(blob);
    const { candidates, failures } = await this.#detect(blob);
    for (const { detector, reason } of failures)
      this.skip(reason === NOT_DEEP.reason ? NOT_DEEP : { reason, what: detector, incomplete: true });
    for (const candidate of candidates) if (isOwn(candidate, blob, last)) this.#claim(candidate, blob, path);
    const next = blob.offset + blob.bytes.length;
    if (last) {
      this.#objects++;
      this.#bytes += next;
    } else this.#lines.locate(blob.bytes, blob.offset, next - WINDOW_OVERLAP);
    this.#onProgress(this.#objects, this.#bytes + (last ? 0 : next));
  }

  /** The detector chain for what is small; beyond, the search, which is ten times as fast and looks one encoding deep. */
  async #detect(blob: Blob): Promise<Detection> {
    this.#looked += blob.bytes.length;
    if (this.#looked <= DEEP_BYTES || !this.#openSearcher) {
      return this.#chain.detect(blob, { deadline: this.#deadline });
    }
    this.skip(NOT_DEEP);
    this.#searcher ??= await this.#openSearcher(this.#deadline);
    return { candidates: this.#searcher.allClaims(blob.bytes), failures: [] };
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
