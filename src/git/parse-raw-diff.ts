import type { Oid, PathBytes } from '../domain/blob.ts';
import { UnleakError } from '../domain/unleak-error.ts';

/** One line of git's raw diff, plain or combined. */
export interface RawChange {
  /** The mode after. */
  readonly mode: string;
  /** The object after; zeros for a deletion or an unmerged path. */
  readonly oid: Oid;
  /** The objects before, one for each parent that has the path or its rename source. */
  readonly before: readonly Oid[];
  /** Git's status letter (`A`, `D`, `M`, `R`, `T`, `U`), one for each parent. */
  readonly status: string;
  readonly path: PathBytes;
  /** The path that it was renamed from; `true` in a merge, where git names the new one only. */
  readonly movedFrom?: PathBytes | true;
}

/** What a raw diff is made of: the commit lines of `diff-tree --stdin`, and changes. */
export type RawRecord = { readonly commit: Oid } | RawChange;

/** Whether an id is git's "no object". */
export const isZero = (oid: Oid): boolean => /^0+$/.test(oid);

/**
 * Parses `git diff-index --raw -z` and `git diff-tree --stdin --raw -z -c`. The bytes, with NUL as ␀:
 *
 *     82e7459…␀                                     the commit (diff-tree --stdin only)
 *     :100644 100644 7898192… 53c74cd… M␀path␀      one parent
 *     :100644 100644 7898192… 53c74cd… R086␀from␀to␀
 *     ::100644 100644 100644 7898192… 7898192… 53c74cd… MM␀path␀    a merge of two, with -c
 *
 * Format: https://git-scm.com/docs/git-diff-tree#_raw_output_format
 * @throws UnleakError `git-failed` when the bytes are not of that form
 */
export async function* parseRawDiff(chunks: AsyncIterable<Buffer>): AsyncGenerator<RawRecord> {
  let header: string | undefined;
  let renamedFrom: string | undefined;
  for await (const field of nulFields(chunks)) {
    if (header === undefined) {
      if (field.startsWith(':')) header = field;
      else yield { commit: commitLine(field) };
    } else if (isPlainRename(header) && renamedFrom === undefined) {
      renamedFrom = field;
    } else {
      yield parseHeader(header, field, renamedFrom);
      header = undefined;
      renamedFrom = undefined;
    }
  }
  if (header !== undefined) throw malformed();
}

/** A rename between two trees names both paths; a combined one names the new path only. */
const isPlainRename = (header: string): boolean => !header.startsWith('::') && / [RC]\d*$/.test(header);

function commitLine(field: string): Oid {
  if (!/^[0-9a-f]{40,64}$/.test(field)) throw malformed();
  return field;
}

function parseHeader(header: string, path: PathBytes, renamedFrom: PathBytes | undefined): RawChange {
  const parents = header.length - header.replace(/^:+/, '').length;
  const fields = header.slice(parents).split(' ');
  const [mode, oid, status] = [fields[parents], fields[2 * parents + 1], fields[2 * parents + 2]];
  if (mode === undefined || oid === undefined || status === undefined) throw malformed();
  const before = fields.slice(parents + 1, 2 * parents + 1).filter((id) => !isZero(id));
  const movedFrom = renamedFrom ?? (/[RC]/.test(status) || undefined);
  return { mode, oid, before, status: status.replace(/\d+$/, ''), path, ...(movedFrom && { movedFrom }) };
}

async function* nulFields(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of chunks) {
    const fields = (rest + chunk.toString('latin1')).split('\0');
    rest = fields.pop() ?? '';
    yield* fields;
  }
  if (rest !== '') throw malformed();
}

const malformed = (): UnleakError =>
  new UnleakError(
    'git-failed',
    'git printed a raw diff that unleak does not understand.',
    'Update git, or report this.',
  );
