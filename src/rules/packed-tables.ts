import { createHash } from 'node:crypto';
import { deflateSync, inflateSync } from 'node:zlib';
import type { EngineData } from '../wasm/search-parts.ts';
import { buildOf, notOurs, readShipped } from './shipped-file.ts';

const NAME = 'engine.bin';

const PARTS = ['forms', 'anchors', 'origins', 'sets', 'states', 'classes'] as const;

/** 32-bit words: the build's number, then in bytes the lengths of the parts and of the literals, which follow deflated. */
const HEAD = (1 + PARTS.length + 1) * 4;

/** The search's tables as bytes. */
export function packTables({ literals, parts }: EngineData): Buffer {
  const all = [...PARTS.map((name) => bytesOf(parts[name])), Buffer.from(JSON.stringify(literals))];
  const head = Buffer.alloc(HEAD);
  all.forEach(({ length }, i) => void head.writeUInt32LE(length, (i + 1) * 4));
  const packed = Buffer.concat([head, deflateSync(Buffer.concat(all), { level: 9 })]);
  packed.writeUInt32LE(hashOf(packed), 0);
  return packed;
}

/** What the number of a build is made of: all that stands behind it. */
const hashOf = (packed: Buffer): number => createHash('sha256').update(packed.subarray(4)).digest().readUInt32LE(0);

/**
 * The reverse of `packTables`.
 *
 * @param build the number of the build that the bundle belongs to
 * @throws UnleakError `io` for tables that are not whole, or of another build
 */
export function unpackTables(packed: Buffer, build: number): EngineData {
  if (packed.length < HEAD || buildOf(packed) !== build || hashOf(packed) !== build) throw notOurs(NAME);
  let end = 0;
  const spans = Array.from({ length: PARTS.length + 1 }, (_, i): [number, number] => [
    end,
    (end += packed.readUInt32LE((i + 1) * 4)),
  ]);
  // In one piece: zlib's own are small, and each costs a call. A copy, as the words must lie at a multiple of four.
  const bytes = new Uint8Array(inflateSync(packed.subarray(HEAD), { chunkSize: end, maxOutputLength: end }));
  const [forms, anchors, origins, sets, states, classes, literals] = spans.map((span) => bytes.subarray(...span));
  return {
    literals: JSON.parse(Buffer.from(literals!).toString()),
    parts: {
      forms: wordsOf(forms!),
      anchors: wordsOf(anchors!),
      origins: wordsOf(origins!),
      sets: wordsOf(sets!),
      states: wordsOf(states!),
      classes: classes!,
    },
  };
}

/** Reads them from a file. @throws UnleakError `io` where that can't be, and as `unpackTables` does */
export const readTables = (file: string, build: number): EngineData => unpackTables(readShipped(file), build);

function wordsOf({ buffer, byteOffset, byteLength }: Uint8Array): Uint32Array {
  return new Uint32Array(buffer, byteOffset, byteLength / 4);
}

function bytesOf({ buffer, byteOffset, byteLength }: Uint8Array | Uint32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
