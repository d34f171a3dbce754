import type { Edit } from './edit.ts';
import { type EscapeStyle, numbered } from './escape-style.ts';
import { EscapeWalk } from './escape-walk.ts';
import type { Pass } from './layer.ts';
import { STAR } from './wanted.ts';

/** Text some or all of whose characters are escaped. */
export const escaped =
  (style: EscapeStyle): Pass =>
  (bytes, layer) => {
    const below = bytes.includes(style.mark) ? layer.below(layer.keepsLength) : undefined;
    if (!below || below.search.shortest === Number.POSITIVE_INFINITY) return [];
    const decoded = EscapeWalk.decoded(bytes, style);
    if (decoded.length === bytes.length) return [];
    const edits = below.edits(decoded);
    if (edits.length === 0) return edits;
    const positions = edits.flatMap(({ start, end, replaced }) => [
      start,
      end,
      ...replaced.flatMap((one) => [one.start, one.end]),
    ]);
    const origin = new EscapeWalk(bytes, style).origins(positions);
    const written = edits.map((edit) => rewritten(bytes, style, edit, origin, layer.keepsLength));
    // Where nothing is escaped, others find the same.
    return written.filter((_, i) => hasEscape(written[i]!, edits[i]!));
  };

/** Whether what an edit is about takes more bytes than it has characters. */
const hasEscape = ({ start, end }: Edit, decoded: Edit): boolean => end - start > decoded.end - decoded.start;

type Origin = (position: number, side: 'start' | 'end') => number;

function rewritten(bytes: Buffer, style: EscapeStyle, edit: Edit, origin: Origin, keepsLength: boolean): Edit {
  const start = origin(edit.start, 'start');
  const end = origin(edit.end, 'end');
  const replaced = edit.replaced.map(({ target, start: from, end: to, encodings }) => ({
    target,
    start: origin(from, 'start'),
    end: origin(to, 'end'),
    encodings: [style.encoding, ...encodings],
  }));
  const put = escapedAs(bytes.subarray(start, end), style, edit, keepsLength);
  const isRightLength = !keepsLength || put.length === end - start;
  return { start, end, bytes: isRightLength ? put : Buffer.alloc(end - start, STAR), replaced };
}

/** What an edit puts there, escaped as what stood there was. */
function escapedAs(before: Buffer, style: EscapeStyle, { bytes, start, end }: Edit, keepsLength: boolean): Buffer {
  const { prefixes, lengths } = new EscapeWalk(before, style).units();
  const text = bytes.toString('latin1');
  const isInPlace = keepsLength || bytes.every((byte) => byte === STAR);
  if (isInPlace && bytes.length === end - start && lengths.length === bytes.length) {
    const parts = Array.from(text, (character, i) => likeUnit(character, lengths[i]!, prefixes[i] ?? '', style));
    return Buffer.from(parts.join(''), 'latin1');
  }
  const first = prefixes[0];
  if (!first || prefixes.some((prefix) => prefix !== first)) return style.write(bytes);
  return Buffer.from(Array.from(text, (character) => numbered(first, character)).join(''), 'latin1');
}

/** A character in as many bytes as the escaped one before took, where that can be. */
function likeUnit(character: string, length: number, prefix: string, style: EscapeStyle): string {
  if (prefix) return numbered(prefix, character);
  return character === '*' ? '*'.repeat(length) : style.write(Buffer.from(character, 'latin1')).toString('latin1');
}
