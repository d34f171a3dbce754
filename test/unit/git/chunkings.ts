import fc from 'fast-check';

/** The bytes, cut at random places, as a stream. */
export async function* cutAt(bytes: Buffer, cuts: readonly number[]): AsyncGenerator<Buffer> {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  let from = 0;
  for (const to of [...places, bytes.length]) {
    yield bytes.subarray(from, to);
    from = to;
  }
}

/** Random places to cut at. */
export const cuts = fc.array(fc.nat(), { maxLength: 12 });

/** A random SHA-1 id that is not all zeros. */
export const oids = fc
  .uint8Array({ minLength: 20, maxLength: 20 })
  .map((bytes) => `1${Buffer.from(bytes).toString('hex').slice(1)}`);

/** A random path of bytes, without NUL and with none of its parts empty. */
export const paths = fc
  .array(fc.uint8Array({ minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 4 })
  .map((parts) =>
    parts
      .map((part) => Buffer.from(part.map((byte) => (byte === 0 || byte === 0x2f ? 0x61 : byte))).toString('latin1'))
      .join('/'),
  );
