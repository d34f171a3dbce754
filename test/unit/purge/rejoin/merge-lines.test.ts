import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineHunks, linesOf } from '../../../../src/purge/rejoin/line-hunks.ts';
import { mergeLines } from '../../../../src/purge/rejoin/merge-lines.ts';
import { sandbox } from '../../../support/sandbox.ts';

const words = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', ''), { maxLength: 14 });

describe('line hunks', () => {
  it('turn one text into the other, with as few lines as can be', () => {
    fc.assert(
      fc.property(words, words, (a, b) => {
        const hunks = lineHunks(a, b);
        const turned: string[] = [];
        let at = 0;
        for (const { from, to, start, end } of hunks) {
          expect(to > from || end > start).toBe(true);
          turned.push(...a.slice(at, from), ...b.slice(start, end));
          at = to;
        }
        expect([...turned, ...a.slice(at)]).toEqual(b);
        const edits = hunks.reduce((sum, { from, to, start, end }) => sum + to - from + end - start, 0);
        expect(edits).toBe(a.length + b.length - 2 * longestCommon(a, b));
      }),
      { numRuns: 2000 },
    );
  });

  it('are one where there are too many', () => {
    const many = (word: string) => Array.from({ length: 4000 }, (_, n) => `${word}${n}`);
    expect(lineHunks(['x', ...many('a'), 'y'], ['x', ...many('b'), 'y'])).toEqual([
      { from: 1, to: 4001, start: 1, end: 4001 },
    ]);
  });
});

function longestCommon(a: readonly string[], b: readonly string[]): number {
  const row = new Array<number>(b.length + 1).fill(0);
  for (const line of a) {
    let diagonal = 0;
    for (const [j, other] of b.entries()) {
      const above = row[j + 1]!;
      row[j + 1] = line === other ? diagonal + 1 : Math.max(above, row[j]!);
      diagonal = above;
    }
  }
  return row.at(-1)!;
}

describe('merged lines', () => {
  it('are what git merge-file makes of them, wherever both see no conflict', () => {
    const { root, run } = bound();
    let compared = 0;
    fc.assert(
      fc.property(threeTexts, ([base, ours, theirs]) => {
        const files = [ours, base, theirs].map((text, i) => {
          const file = join(root, `side-${i}`);
          writeFileSync(file, text);
          return file;
        });
        const merged = mergeLines(base, ours, theirs);
        const git = spawnSync('git', ['merge-file', '-p', ...files], { env: run });
        // git also settles parts of a conflict; we never settle what git does not.
        if (git.status !== 0) expect(merged).toBeUndefined();
        else if (merged) {
          compared++;
          expect(merged.toString()).toBe(git.stdout.toString());
        }
      }),
      { numRuns: 150 },
    );
    expect(compared).toBeGreaterThan(50);
  });

  it.each([
    ['a\nb\nc\n', 'a\nB\nc\n', 'a\nb\nc\nd\n', 'a\nB\nc\nd\n'],
    ['a\nb\nc\n', 'a\nB\nc\n', 'a\nx\nc\n', undefined],
    ['a\nb\nc\n', 'a\nB\nc\n', 'a\nB\nc\nd', 'a\nB\nc\nd'],
    ['a\nb\n', 'A\nb\n', 'a\nB\n', undefined],
    ['a\nb', 'a\nb', 'x', 'x'],
    ['', 'a\n', '', 'a\n'],
  ])('%j, %j, %j: %j', (base, ours, theirs, merged) => {
    const [a, b, c] = [base, ours, theirs].map((text) => Buffer.from(text));
    expect(mergeLines(a!, b!, c!)?.toString()).toBe(merged);
  });

  it('give lines with whatever ends they have', () => {
    expect(linesOf(Buffer.from('a\r\n\nb'))).toEqual(['a\r\n', '\n', 'b']);
    expect(linesOf(Buffer.alloc(0))).toEqual([]);
  });
});

function bound() {
  const { root, env } = sandbox();
  return { root, run: env };
}

/** A text of different lines, and two changes of it. */
const threeTexts = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.infiniteStream(fc.nat(11)), fc.infiniteStream(fc.nat(11)))
  .map(([count, left, right]) => {
    const lines = Array.from({ length: count }, (_, n) => `line ${n}\n`);
    const side = (name: string, choices: Iterator<number>): Buffer =>
      Buffer.from(lines.map((line) => changed(line, name, choices.next().value)).join(''));
    return [Buffer.from(lines.join('')), side('left', left), side('right', right)] as const;
  });

function changed(line: string, name: string, choice: number): string {
  if (choice === 0) return `${name} ${line}`;
  if (choice === 1) return '';
  return choice === 2 ? `${line}${name} new ${line}` : line;
}
