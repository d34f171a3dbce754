import { constants } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { Report } from '../domain/report.ts';
import { UnleakError } from '../domain/unleak-error.ts';
import type { Source } from '../gate/source.ts';
import { rotation } from '../report/rotation.ts';
import { reportMeta } from './report-meta.ts';

/** Where a report goes, and in which form. */
export interface ReportTarget {
  readonly format: 'text' | 'json' | 'sarif';
  readonly source: Source;
  /** A file; standard output without one. */
  readonly output: string | undefined;
}

/**
 * Renders the report and writes it.
 * @throws UnleakError `output` when the file can't be written
 */
export async function writeReport(report: Report, target: ReportTarget): Promise<void> {
  const text = await render(report, target);
  if (target.output === undefined) {
    process.stdout.write(text);
    return;
  }
  // Never through a link that lies in a tree which nobody vouches for; /dev/stdout is one, and meant.
  const noFollow = target.output.startsWith('/dev/') ? 0 : (constants.O_NOFOLLOW ?? 0);
  const flag = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | noFollow;
  await writeFile(target.output, text, { flag: flag as unknown as string }).catch((cause: NodeJS.ErrnoException) => {
    throw new UnleakError(
      'output',
      `The report could not be written to its file (${cause.code}).`,
      'Check that the folder exists and may be written to, and that the file is no link.',
      { cause },
    );
  });
}

async function render(report: Report, { format, source, output }: ReportTarget): Promise<string> {
  const meta = reportMeta(source, 'scan');
  if (format === 'json') return (await import('../report/render-json.ts')).renderJson(report, meta);
  const rotate = rotation(report);
  if (format === 'sarif') return (await import('../report/render-sarif.ts')).renderSarif(report, meta, { rotate });
  const color = output === undefined && process.stdout.isTTY === true && !process.env.NO_COLOR;
  return (await import('../report/render-text.ts')).renderText(report, meta, { color, rotate });
}
