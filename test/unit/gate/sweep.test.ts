import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DetectorChain } from '../../../src/detect/chain.ts';
import { BudgetExceeded } from '../../../src/gate/budget-exceeded.ts';
import { Sweep } from '../../../src/gate/sweep.ts';
import { WINDOW_OVERLAP, WINDOW_SIZE, WindowCutter } from '../../../src/git/windows.ts';
import { testRule, testToken } from '../../support/rule.ts';

const chain = new DetectorChain({ rules: [testRule()] });
const OID = '0'.repeat(39).concat('1');

async function sweep(content: Buffer, type: 'blob' | 'commit' = 'blob'): Promise<Sweep> {
  const made = new Sweep({ chain }, { deadline: Number.POSITIVE_INFINITY });
  const cutter = new WindowCutter(content.length, (bytes, offset, last) =>
    made.window({ oid: OID, type, size: content.length, bytes, offset, last }),
  );
  for (let at = 0; at < content.length; at += 1 << 20) await cutter.push(content.subarray(at, at + (1 << 20)));
  return made;
}

describe('Sweep', () => {
  it('finds each token once, with its line, wherever windows meet', async () => {
    const edge = WINDOW_SIZE;
    const around = fc.integer({ min: -WINDOW_OVERLAP - 40, max: 40 });
    const content = Buffer.alloc(2 * WINDOW_SIZE + 1000, `${' .'.repeat(50)}\n`);
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(around, { maxLength: 4, comparator: (a, b) => Math.abs(a - b) < 60 }),
        async (offsets) => {
          const bytes = Buffer.from(content);
          const places = offsets.map((offset) => edge + offset).sort((a, b) => a - b);
          for (const [n, place] of places.entries()) bytes.write(` ${testToken(n)} `, place, 'latin1');
          const { claims, coverage } = await sweep(bytes);
          expect(claims.map(({ candidate }) => candidate.start)).toEqual(places.map((place) => place + 1));
          expect(claims.map(({ line }) => line)).toEqual(
            places.map(
              (place) =>
                bytes
                  .subarray(0, place + 1)
                  .toString('latin1')
                  .split('\n').length,
            ),
          );
          expect(coverage).toMatchObject({ objects: 1, bytes: bytes.length, skipped: [] });
        },
      ),
      { numRuns: 15 },
    );
  });

  it('does not take the cut edge of a window for the end of a token', async () => {
    // One letter more than the rule allows, so that only a window that begins or ends inside could see a match.
    const bytes = Buffer.alloc(WINDOW_SIZE + 5000, ' ');
    for (const place of [WINDOW_SIZE, WINDOW_SIZE - WINDOW_OVERLAP])
      bytes.write(`x${testToken()}x`, place - 10, 'latin1');
    expect((await sweep(bytes)).claims).toEqual([]);
  });

  it('counts the lines of a message from the message', async () => {
    const commit = Buffer.from(
      `tree ${OID}\nauthor A <a@b> 0 +0000\ncommitter A <a@b> 0 +0000\n\nSubject\n\n${testToken()}\n`,
    );
    expect((await sweep(commit, 'commit')).claims).toMatchObject([{ kind: 'commit', line: 3, column: 1 }]);
  });

  it('says so where an object holds more than it keeps', async () => {
    const bytes = Buffer.from(Array.from({ length: 4200 }, (_, n) => testToken(n)).join('\n'));
    const made = await sweep(bytes);
    expect(made.claims).toHaveLength(4000);
    expect(made.coverage.skipped).toEqual([{ reason: 'too-many-findings', what: OID, incomplete: true }]);
  });

  it('notes pointers of Git LFS', async () => {
    const made = await sweep(
      Buffer.from(`version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 12\n`),
    );
    expect(made.coverage.skipped).toEqual([{ reason: 'lfs-pointer', what: OID, incomplete: false }]);
  });

  it('stops past its deadline', async () => {
    const late = new Sweep({ chain }, { deadline: Date.now() - 1 });
    await expect(late.piece('file', 'x', Buffer.from('x'), 0, true)).rejects.toThrow(BudgetExceeded);
    expect(late.coverage.objects).toBe(0);
  });
});
