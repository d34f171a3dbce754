/** A SHA-1 or SHA-256 object id in lower-case hex. */
export type Oid = string;

/** How bytes were reached. `message` is a commit message that is being written (commit-msg hook). */
export type BlobKind = 'blob' | 'commit' | 'tag' | 'message' | 'file';

/** What kind of git object a store hands out. */
export type ObjectType = 'blob' | 'commit' | 'tag' | 'tree';

/**
 * A window of bytes, never a decoded string: encodings are the detectors' business. Small objects come as one window;
 * large ones as overlapping windows, so that memory stays bounded whatever the object's size.
 */
export interface Blob {
  readonly kind: BlobKind;
  /** Absent for files that are not in git. */
  readonly oid?: Oid;
  readonly bytes: Buffer;
  /** Where `bytes` begins in the object, in bytes. */
  readonly offset: number;
}

/** A path as git has it: bytes with no particular encoding, held as latin1 text (one character for each byte). */
export type PathBytes = string;
