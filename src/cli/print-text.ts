import type { WriteStream } from 'node:tty';
import type { Report } from '../domain/report.ts';
import type { Source } from '../gate/source.ts';
import { renderText } from '../report/render-text.ts';
import type { Door } from '../report/report-meta.ts';
import { rotation } from '../report/rotation.ts';
import { reportMeta } from './report-meta.ts';

/** Prints a report for people. Colour goes to terminals only, and to none where NO_COLOR is set (https://no-color.org). */
export async function printText(
  stream: NodeJS.WritableStream,
  report: Report,
  { door, source }: { door: Door; source: Source },
): Promise<void> {
  const color = (stream as WriteStream).isTTY === true && !process.env.NO_COLOR;
  const rotate = rotation(report);
  // Whoever reads may be gone; the exit code says it all.
  stream.on('error', () => {});
  stream.write(renderText(report, reportMeta(source, door), { color, rotate }));
}
