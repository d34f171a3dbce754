/** What a delta does, in its order. */
export type DeltaOperation = { readonly copy: number; readonly length: number } | { readonly insert: Uint8Array };

export interface ParsedDelta {
  readonly baseSize: number;
  readonly resultSize: number;
  readonly operations: readonly DeltaOperation[];
}

/** A range [from, to) of bytes. */
export type Range = readonly [from: number, to: number];

/** Reads a delta as git's Documentation/gitformat-pack.txt describes it. @throws Error when it is damaged */
export function parseDelta(delta: Uint8Array): ParsedDelta {
  let at = 0;
  const byte = () => {
    if (at >= delta.length) throw new Error('ends early');
    return delta[at++]!;
  };
  const size = () => {
    let value = 0n;
    for (let shift = 0n; shift < 64n; shift += 7n) {
      const part = byte();
      value |= BigInt(part & 127) << shift;
      if (part < 128) {
        if (value > 0xfffffffen) throw new Error('too large');
        return Number(value);
      }
    }
    throw new Error('endless size');
  };
  const baseSize = size();
  const resultSize = size();
  const operations: DeltaOperation[] = [];
  while (at < delta.length) {
    const code = byte();
    if (code === 0) throw new Error('reserved');
    if (code < 128) operations.push({ insert: Uint8Array.from({ length: code }, byte) });
    else {
      const digits = [0, 1, 2, 3, 4, 5, 6].map((bit) => ((code >> bit) & 1 ? byte() : 0));
      const [copy, length] = [digits.slice(0, 4), digits.slice(4)].map((part) =>
        part.reduce((value, digit, place) => value + digit * 256 ** place, 0),
      );
      operations.push({ copy: copy!, length: length || 0x10000 });
    }
  }
  return { baseSize, resultSize, operations };
}

/** The result's bytes, and for each the base's byte that it is a copy of, or -1. @throws Error when the delta is damaged */
export function applyParsed(base: Uint8Array, delta: ParsedDelta): { bytes: Uint8Array; origins: number[] } {
  if (delta.baseSize !== base.length) throw new Error('for another base');
  const bytes: number[] = [];
  const origins: number[] = [];
  for (const operation of delta.operations) {
    if ('insert' in operation) {
      bytes.push(...operation.insert);
      origins.push(...Array.from(operation.insert, () => -1));
    } else {
      if (operation.copy + operation.length > base.length) throw new Error('outside of the base');
      for (let i = operation.copy; i < operation.copy + operation.length; i++) {
        bytes.push(base[i]!);
        origins.push(i);
      }
    }
    if (bytes.length > delta.resultSize) throw new Error('too long');
  }
  if (bytes.length !== delta.resultSize) throw new Error('too short');
  return { bytes: Uint8Array.from(bytes), origins };
}

/** The windows [s - back, e + forward] around all edits, merged and cut to the result. */
export function windowsOf(origins: readonly number[], baseSize: number, back: number, forward: number): Range[] {
  const inside = new Array<boolean>(origins.length).fill(false);
  const mark = (start: number, end: number) => {
    for (let i = Math.max(0, start - back); i <= Math.min(end + forward, origins.length - 1); i++) inside[i] = true;
  };
  for (let i = 0; i <= origins.length; i++) {
    const before = i === 0 ? -1 : origins[i - 1]!;
    const here = i === origins.length ? baseSize : origins[i]!;
    const inserted = (i > 0 && before < 0) || here < 0;
    if (!inserted && here !== before + 1) mark(i, i);
    if (here < 0) mark(i, i + 1);
  }
  return ranges(inside);
}

function ranges(inside: readonly boolean[]): Range[] {
  const found: Range[] = [];
  for (let i = 0; i < inside.length; i++) {
    if (!inside[i]) continue;
    const from = i;
    while (inside[i]) i++;
    found.push([from, i]);
  }
  return found;
}
