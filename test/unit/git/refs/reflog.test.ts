import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REFLOG_MESSAGE } from '../../../../src/git/refs/move-refs.ts';
import { rewriteReflog, withoutOwnEntries } from '../../../../src/git/refs/reflog.ts';

const id = (digit: string, length = 40): string => digit.repeat(length);
const who = 'A U Thor <author@example.com> 1700000000 +0000';
const line = (old: string, oid: string, message: string): string => `${old} ${oid} ${who}\t${message}\n`;
const same = { newOf: () => undefined, clean: () => undefined };

describe('a reflog', () => {
  it.each([40, 64])('has its ids moved, in messages too (%i digits)', (length) => {
    const map = new Map([[id('a', length), id('b', length)]]);
    const log =
      line(id('0', length), id('a', length), 'commit') +
      line(id('a', length), id('c', length), `moving from ${id('a', length)}`);
    const wanted =
      line(id('0', length), id('b', length), 'commit') +
      line(id('b', length), id('c', length), `moving from ${id('b', length)}`);
    expect(rewriteReflog(Buffer.from(log), { ...same, newOf: (oid) => map.get(oid) }).toString()).toBe(wanted);
  });

  it('loses entries for what is gone, and what comes after begins with nothing', () => {
    const log = line(id('1'), id('a'), 'gone') + line(id('a'), id('2'), 'next');
    const newOf = (oid: string) => (oid === id('a') ? null : undefined);
    expect(rewriteReflog(Buffer.from(log), { ...same, newOf }).toString()).toBe(line(id('0'), id('2'), 'next'));
  });

  it('has texts cleaned, and stays one line an entry', () => {
    const clean = (bytes: Buffer) =>
      bytes.includes('words') ? Buffer.from(bytes.toString('latin1').replace('words', 'x\ny'), 'latin1') : undefined;
    const log = line(id('1'), id('2'), 'commit: words \xff');
    const rewritten = rewriteReflog(Buffer.from(log, 'latin1'), { ...same, clean });
    expect(rewritten.toString('latin1')).toBe(line(id('1'), id('2'), 'commit: x y \xff'));
  });

  it('loses our own entries, and only these', () => {
    const others = line(id('1'), id('2'), 'commit: one') + line(id('2'), id('3'), `not ${REFLOG_MESSAGE}`);
    expect(withoutOwnEntries(Buffer.from(others + line(id('3'), id('4'), REFLOG_MESSAGE))).toString()).toBe(others);
  });

  it('is byte for byte the same where nothing changed, whatever it holds', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const log = Buffer.from(bytes);
        expect(rewriteReflog(log, same).equals(log)).toBe(true);
      }),
    );
  });
});
