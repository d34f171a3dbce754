import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { showProgress } from '../../../src/cli/progress.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function terminal(isTTY: boolean): { stream: NodeJS.WriteStream; written: string[] } {
  const written: string[] = [];
  return { written, stream: { isTTY, write: (text: string) => written.push(text) } as unknown as NodeJS.WriteStream };
}

test('a terminal is told after a second, a few times a second, and wiped at the end', () => {
  const { stream, written } = terminal(true);
  const progress = showProgress(stream);
  progress.update(1, 10);
  vi.advanceTimersByTime(999);
  progress.update(2, 20);
  expect(written).toEqual([]);
  vi.advanceTimersByTime(1);
  progress.update(1234, 5_600_000);
  progress.update(1235, 5_700_000);
  expect(written).toEqual(['\r\u001b[Kunleak: 1234 objects, 5.6 MB']);
  vi.advanceTimersByTime(200);
  progress.update(2000, 7_000_000);
  progress.end();
  expect(written.slice(1)).toEqual(['\r\u001b[Kunleak: 2000 objects, 7.0 MB', '\r\u001b[K']);
});

test('nothing is written where standard error is no terminal, or the scan was short', () => {
  const file = terminal(false);
  const progress = showProgress(file.stream);
  vi.advanceTimersByTime(5000);
  progress.update(1, 1);
  progress.end();
  const short = terminal(true);
  showProgress(short.stream).end();
  expect([...file.written, ...short.written]).toEqual([]);
});

test('of packs it says how much there is, and the time that is left', () => {
  const { stream, written } = terminal(true);
  const progress = showProgress(stream);
  vi.advanceTimersByTime(2000);
  progress.updatePacked(25e6, 100e6);
  expect(written).toEqual(['\r\u001b[Kunleak: 25.0 MB of 100.0 MB packed, 6 s left']);
});
