import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readBatch } from '../../../src/git/batch-reader.ts';
import type { ObjectVisitor } from '../../../src/git/repository.ts';
import { cutAt, cuts, oids } from './chunkings.ts';

type Answer = { readonly oid: string; readonly type: string; readonly bytes: Buffer } | { readonly missing: string };

// Contents are full of what the format itself is made of.
const contents = fc
  .array(fc.constantFrom('\n', ' missing\n', '1'.repeat(40), ' blob 5\n', '\0', 'x', '\xff'), { maxLength: 8 })
  .map((parts) => Buffer.from(parts.join(''), 'latin1'));

const answers: fc.Arbitrary<Answer> = fc.oneof(
  oids.map((missing) => ({ missing })),
  fc.record({ oid: oids, type: fc.constantFrom('blob', 'tree', 'commit', 'tag'), bytes: contents }),
);

const print = (answer: Answer): Buffer =>
  'missing' in answer
    ? Buffer.from(`${answer.missing} missing\n`)
    : Buffer.concat([
        Buffer.from(`${answer.oid} ${answer.type} ${answer.bytes.length}\n`),
        answer.bytes,
        Buffer.from('\n'),
      ]);

function collect(): { visitor: ObjectVisitor; seen: Answer[] } {
  const seen: Answer[] = [];
  const visitor: ObjectVisitor = {
    window: ({ oid, type, size, bytes, offset, last }) => {
      expect([offset, last, bytes.length]).toEqual([0, true, size]);
      seen.push({ oid, type, bytes: Buffer.from(bytes) });
    },
    missing: (missing) => void seen.push({ missing }),
  };
  return { visitor, seen };
}

test('every object comes back, wherever the stream is cut', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(answers, { maxLength: 6 }), cuts, async (given, places) => {
      const { visitor, seen } = collect();
      expect(await readBatch(cutAt(Buffer.concat(given.map(print)), places), visitor)).toBe(given.length);
      expect(seen).toEqual(given);
    }),
  );
});

test('a stream that ends early is an error', async () => {
  const whole = print({ oid: '1'.repeat(40), type: 'blob', bytes: Buffer.from('hello') });
  for (let end = 1; end < whole.length; end++) {
    const { visitor } = collect();
    await expect(readBatch(cutAt(whole.subarray(0, end), []), visitor)).rejects.toMatchObject({ code: 'git-failed' });
  }
});

test.each(['what is this\n', `${'1'.repeat(40)} blob five\n`, `${'1'.repeat(40)} blub 5\n`])(
  '%j is an error',
  async (text) => {
    const { visitor } = collect();
    await expect(readBatch(cutAt(Buffer.from(text), []), visitor)).rejects.toMatchObject({ code: 'git-failed' });
  },
);
