import fc from 'fast-check';
import type { DeltaOperation } from '../../support/reference/apply-delta.ts';

/** A delta as git writes it. @param zeros also writes the offset's and size's bytes that are zero */
export function writeDelta(baseSize: number, operations: readonly DeltaOperation[], zeros = false): Uint8Array {
  const resultSize = operations.reduce((sum, operation) => sum + lengthOf(operation), 0);
  const bytes = [...sizeBytes(baseSize), ...sizeBytes(resultSize)];
  for (const operation of operations) {
    if ('insert' in operation) bytes.push(operation.insert.length, ...operation.insert);
    else bytes.push(...copyBytes(operation.copy, operation.length, zeros));
  }
  return Uint8Array.from(bytes);
}

export const lengthOf = (operation: DeltaOperation): number =>
  'insert' in operation ? operation.insert.length : operation.length;

/** A size as the header of a delta has it. */
export function sizeBytes(size: number): number[] {
  const bytes = [size % 128];
  for (let rest = Math.floor(size / 128); rest; rest = Math.floor(rest / 128)) {
    bytes[bytes.length - 1]! |= 128;
    bytes.push(rest % 128);
  }
  return bytes;
}

function copyBytes(offset: number, length: number, zeros: boolean): number[] {
  const size = length === 0x10000 && !zeros ? 0 : length;
  const digits = [
    ...[0, 8, 16, 24].map((shift) => (offset >>> shift) & 255),
    ...[0, 8, 16].map((shift) => (size >>> shift) & 255),
  ];
  const code = digits.reduce((sum, digit, bit) => sum | (digit || zeros ? 1 << bit : 0), 0x80);
  return [code, ...digits.filter((digit) => digit || zeros)];
}

/** A base and what a delta does to it: copies (also of neighbours, also of all), inserts; short, so that edits come close to each other. */
export const baseAndOperations = fc.uint8Array({ minLength: 1, maxLength: 400 }).chain((base) => {
  const place = fc.nat({ max: base.length - 1 });
  const step = fc.oneof(
    fc.tuple(place, fc.integer({ min: 1, max: base.length })).map(([copy, length]) => ({ copy, length })),
    fc.tuple(place, fc.integer({ min: 1, max: 20 })).map(([copy, length]) => ({ copy, length })),
    fc.integer({ min: 1, max: base.length }).map((length) => ({ copy: -1, length })),
    fc.uint8Array({ minLength: 1, maxLength: 127 }).map((insert) => ({ insert })),
    fc.uint8Array({ minLength: 1, maxLength: 3 }).map((insert) => ({ insert })),
  );
  return fc.record({
    base: fc.constant(base),
    operations: fc.array(step, { maxLength: 12 }).map((steps) => insideBase(steps, base.length)),
  });
});

// A copy from -1 goes on where the last copy ended; copies end where the base does.
function insideBase(steps: readonly DeltaOperation[], baseSize: number): DeltaOperation[] {
  let last = 0;
  return steps.flatMap((step): DeltaOperation[] => {
    if ('insert' in step) return [step];
    const copy = step.copy < 0 ? last : step.copy;
    const length = Math.min(step.length, baseSize - copy);
    last = copy + length;
    return length > 0 ? [{ copy, length }] : [];
  });
}
