import type { Edit } from './edit.ts';
import type { Pass } from './layer.ts';

/** ASCII characters, each `width` bytes behind the one before, with NULs between them. */
interface WideRun {
  /** Position of the first character. */
  readonly start: number;
  /** Where its characters begin in the narrow text. */
  readonly at: number;
}

const FEWEST = 4;

/** Between two runs: nothing that is looked for reaches over it. */
const GAP = 3;

/**
 * Text in UTF-16 or UTF-32 of either byte order, at any alignment, with or without a byte order mark. From its first to its
 * last character it is the same bytes in both orders, so that the order need not be known.
 */
const wide =
  (encoding: string, width: 2 | 4): Pass =>
  (bytes, layer) => {
    const below = bytes.includes(0) ? layer.below(layer.keepsLength) : undefined;
    if (!below) return [];
    const { narrow, runs } = narrowed(bytes, width);
    return runs.length === 0 ? [] : widened(bytes, width, encoding, runs, below.edits(narrow));
  };

export const utf16 = wide('utf-16', 2);
export const utf32 = wide('utf-32', 4);

function narrowed(bytes: Buffer, width: number): { narrow: Buffer; runs: WideRun[] } {
  const runs: WideRun[] = [];
  // No run is shorter than the gap behind it, nor than half of what it takes.
  const narrow = Buffer.alloc(bytes.length + GAP);
  let at = 0;
  for (let zero = bytes.indexOf(0, 1); zero >= 0; ) {
    // A run begins with a character that has a NUL behind it; where many NULs lie, one call for each would take long.
    while (bytes[zero - 1] === 0 && bytes[zero] === 0) zero++;
    const start = zero - 1;
    const end = endOfRun(bytes, start, width);
    const count = Math.ceil((end - start) / width);
    if (count >= FEWEST) {
      runs.push({ start, at });
      for (let i = 0; i < count; i++) narrow[at++] = bytes[start + i * width]!;
      at += GAP;
    }
    zero = bytes.indexOf(0, Math.max(zero + 1, end));
  }
  return { narrow: narrow.subarray(0, at), runs };
}

/** Behind the last character of the run that begins at `start`, without the NULs that may follow it. */
function endOfRun(bytes: Buffer, start: number, width: number): number {
  let at = start;
  let end = start;
  while (at < bytes.length && bytes[at] !== 0) {
    end = at + 1;
    if (bytes[at + 1] !== 0 || (width === 4 && (bytes[at + 2] !== 0 || bytes[at + 3] !== 0))) break;
    at += width;
  }
  return end;
}

function widened(bytes: Buffer, width: number, encoding: string, runs: readonly WideRun[], edits: Edit[]): Edit[] {
  const origin = (position: number): number => {
    const run = runs[lastAtMost(runs, position)]!;
    return run.start + (position - run.at) * width;
  };
  return edits.map((edit) => ({
    ...placed(bytes, width, origin(edit.start), origin(edit.end - 1) + 1, edit.bytes),
    replaced: edit.replaced.map(({ target, start, end, encodings }) => ({
      target,
      start: origin(start),
      end: origin(end - 1) + 1,
      encodings: [encoding, ...encodings],
    })),
  }));
}

/** Where an edit lies and what it puts there; one that puts nothing takes the NULs on one side along. */
function placed(bytes: Buffer, width: number, start: number, end: number, put: Buffer): Omit<Edit, 'replaced'> {
  if (put.length > 0) return { start, end, bytes: spread(put, width) };
  const behind = bytes.subarray(end, end + width - 1);
  const isBehind = behind.length === width - 1 && behind.every((byte) => byte === 0);
  return { start: isBehind ? start : start - width + 1, end: isBehind ? end + width - 1 : end, bytes: put };
}

function spread(bytes: Buffer, width: number): Buffer {
  const spreaded = Buffer.alloc((bytes.length - 1) * width + 1);
  bytes.forEach((byte, i) => {
    spreaded[i * width] = byte;
  });
  return spreaded;
}

function lastAtMost(runs: readonly WideRun[], position: number): number {
  let low = 0;
  let high = runs.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (runs[middle]!.at <= position) low = middle;
    else high = middle - 1;
  }
  return low;
}
