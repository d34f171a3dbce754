import { GZIP_MAGIC } from '../../detect/decode/gzip-header.ts';
import { applyEdits, type Edit } from './edit.ts';
import { type GzipMember, readMember, writeMember } from './gzip-member.ts';
import type { Layer, Pass } from './layer.ts';

/** Members of gzip files, wherever they begin. */
export const gzip: Pass = (bytes, layer) => {
  const edits: Edit[] = [];
  const { budget } = layer.ways;
  for (let at = layer.isInnermost ? -1 : bytes.indexOf(GZIP_MAGIC); at >= 0; ) {
    if (budget.tries-- <= 0) break;
    const member = readMember(bytes.subarray(at), budget);
    const edit = member && edited(bytes, at, member, layer.inMember());
    if (edit) edits.push(edit);
    at = bytes.indexOf(GZIP_MAGIC, at + (member?.length ?? 1));
  }
  return edits;
};

function edited(
  bytes: Buffer,
  at: number,
  { dataStart, length, content }: GzipMember,
  inside: Layer,
): Edit | undefined {
  const edits = inside.edits(content);
  if (edits.length === 0) return undefined;
  const [start, end] = [at, at + length];
  return {
    start,
    end,
    bytes: writeMember(bytes.subarray(start, end), dataStart, applyEdits(content, edits)),
    replaced: edits.flatMap((edit) =>
      edit.replaced.map(({ target, encodings }) => ({ target, start, end, encodings: ['gzip', ...encodings] })),
    ),
  };
}
