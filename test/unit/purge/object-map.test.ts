import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ObjectMap } from '../../../src/purge/object-map.ts';

const idOf = (kind: string, text: string): Buffer => createHash(kind).update(text).digest();

describe.each([
  ['sha1', 20],
  ['sha256', 32],
] as const)('a map of %s ids', (kind, length) => {
  it('gives what was said of each of many, in their order', () => {
    const map = new ObjectMap(length);
    const expected = new Map<string, string | null>();
    for (let i = 0; i < 20_000; i++) {
      const [from, to] = [idOf(kind, `old ${i}`), i % 7 === 0 ? null : idOf(kind, `new ${i}`)];
      map.set(from, to);
      expected.set(from.toString('hex'), to?.toString('hex') ?? null);
    }
    expect(map.size).toBe(20_000);
    expect([...map.entries()]).toEqual([...expected]);
    for (const [from, to] of expected) expect(map.getHex(from)).toBe(to);
    expect(map.getHex(idOf(kind, 'another').toString('hex'))).toBeUndefined();
  });

  it('keeps the last that was said, removed or not', () => {
    const map = new ObjectMap(length);
    const [a, b, c] = ['a', 'b', 'c'].map((text) => idOf(kind, text));
    map.set(a!, b!);
    map.set(a!, null);
    expect(map.get(a!)).toBeNull();
    map.set(a!, c!);
    expect(map.get(a!)?.equals(c!)).toBe(true);
    expect(map.size).toBe(1);
  });
});
