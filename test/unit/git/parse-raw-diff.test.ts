import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseRawDiff, type RawRecord } from '../../../src/git/parse-raw-diff.ts';
import { cutAt, cuts, oids, paths } from './chunkings.ts';

const ZERO = '0'.repeat(40);
const modes = fc.constantFrom('100644', '100755', '120000', '160000');

async function parse(text: string, places: readonly number[] = []): Promise<RawRecord[]> {
  const records: RawRecord[] = [];
  for await (const record of parseRawDiff(cutAt(Buffer.from(text, 'latin1'), places))) records.push(record);
  return records;
}

/** A record and what git prints for it. */
const printed = fc.oneof(
  oids.map((commit) => ({ text: `${commit}\0`, record: { commit } as RawRecord })),
  fc.tuple(modes, oids, oids, paths, fc.constantFrom('M', 'T', 'M012')).map(([mode, before, oid, path, status]) => ({
    text: `:100644 ${mode} ${before} ${oid} ${status}\0${path}\0`,
    record: { mode, oid, before: [before], status: status[0]!, path } as RawRecord,
  })),
  fc.tuple(modes, oids, paths).map(([mode, oid, path]) => ({
    text: `:000000 ${mode} ${ZERO} ${oid} A\0${path}\0`,
    record: { mode, oid, before: [], status: 'A', path } as RawRecord,
  })),
  fc.tuple(oids, oids, paths, paths, fc.constantFrom('R', 'C')).map(([before, oid, from, path, status]) => ({
    text: `:100644 100644 ${before} ${oid} ${status}086\0${from}\0${path}\0`,
    record: { mode: '100644', oid, before: [before], status, path, movedFrom: from } as RawRecord,
  })),
  fc.tuple(fc.array(oids, { minLength: 2, maxLength: 5 }), oids, paths).map(([before, oid, path]) => ({
    text: `${':'.repeat(before.length)}${'100644 '.repeat(before.length + 1)}${before.join(' ')} ${oid} ${'M'.repeat(before.length)}\0${path}\0`,
    record: { mode: '100644', oid, before, status: 'M'.repeat(before.length), path } as RawRecord,
  })),
);

test('every record comes back, wherever the stream is cut', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(printed, { maxLength: 8 }), cuts, async (items, places) => {
      const text = items.map((item) => item.text).join('');
      expect(await parse(text, places)).toEqual(items.map((item) => item.record));
    }),
  );
});

test('a stream that ends early is an error', async () => {
  const whole = `:100644 100644 ${'1'.repeat(40)} ${'2'.repeat(40)} M\0path\0`;
  for (let end = 1; end < whole.length; end++) {
    await expect(parse(whole.slice(0, end))).rejects.toMatchObject({ code: 'git-failed' });
  }
  await expect(parse('what is this\0')).rejects.toMatchObject({ code: 'git-failed' });
  await expect(parse(':100644\0path\0')).rejects.toMatchObject({ code: 'git-failed' });
});
