import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REFLOG_MESSAGE } from '../../../../src/git/refs/move-refs.ts';
import { purgedContent, restoredContent } from '../../../../src/purge/safety/merge-file.ts';
import { type PreparedFile, stateOf } from '../../../../src/purge/safety/prepared-files.ts';

const entry = fc.tuple(fc.constantFrom('1', '2', '3'), fc.string()).map(([digit, text]) => {
  return `${digit.repeat(40)} ${digit.repeat(40)} A <a@example.com> 1 +0000\t${text.replace(/[\n\r]/g, '')}\n`;
});
const log = fc.array(entry, { maxLength: 4 }).map((lines) => lines.join(''));
const own = `${'4'.repeat(40)} ${'5'.repeat(40)} A <a@example.com> 1 +0000\t${REFLOG_MESSAGE}\n`;

const prepared = (isLog: boolean, old: string, to: string): PreparedFile => {
  return { path: 'x', isLog, old: stateOf(Buffer.from(old)), new: Buffer.from(to) };
};
const apply = (file: PreparedFile, now: string): string => (purgedContent(file, Buffer.from(now)) ?? now).toString();
const takeBack = (file: PreparedFile, now: string, before: string): string =>
  (restoredContent(file, Buffer.from(now), Buffer.from(before)) ?? now).toString();

describe('a log', () => {
  it('is purged once, however often it is done, and keeps what others appended', () => {
    fc.assert(
      fc.property(log, log, log, fc.boolean(), (old, to, tail, moved) => {
        // A purged log that begins as the old one did can't be told from it; only one that is unchanged does.
        fc.pre(!to.startsWith(old) || to === old || old === '');
        const file = prepared(true, old, to);
        const once = apply(file, old + (moved ? own : '') + tail);
        if (old !== '') expect(once).toBe(to + tail);
        if (!once.startsWith(old)) expect(apply(file, once)).toBe(once);
      }),
    );
  });

  it('comes back with what was appended before and after', () => {
    fc.assert(
      fc.property(log, log, log, (old, to, tail) => {
        fc.pre(!to.startsWith(old));
        const file = prepared(true, old, to);
        expect(takeBack(file, to + tail + own, old)).toBe(old + tail);
        expect(takeBack(file, old + own + tail, old)).toBe(old + tail);
      }),
    );
  });

  it('that was expired meanwhile is left alone, and comes back from the backup', () => {
    const file = prepared(true, 'old\n', 'new\n');
    expect(apply(file, '')).toBe('');
    expect(takeBack(file, '', 'old\n')).toBe('old\n');
  });
});

describe('another file', () => {
  it('changes only where it is what it was', () => {
    const file = prepared(false, 'old', 'new');
    expect(['old', 'new', 'old and more'].map((now) => apply(file, now))).toEqual(['new', 'new', 'old and more']);
    expect(['old', 'new', 'other'].map((now) => takeBack(file, now, 'old'))).toEqual(['old', 'old', 'other']);
  });
});
