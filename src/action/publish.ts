import { constants } from 'node:fs';
import { realpath, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { Report } from '../domain/report.ts';
import { UnleakError } from '../domain/unleak-error.ts';
import { findingsOf } from '../report/findings-of.ts';
import { renderGithub } from '../report/render-github.ts';
import { renderSarif } from '../report/render-sarif.ts';
import { renderSummary } from '../report/render-summary.ts';
import type { ReportMeta } from '../report/report-meta.ts';
import { rotation } from '../report/rotation.ts';
import { logLines } from './log-lines.ts';
import { addSummary, setOutputs } from './step-files.ts';

/** Where a report goes besides the log. */
export interface PublishTarget {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly sarifFile: string | undefined;
}

/**
 * Puts the report where people and later steps look: log, annotations, job summary, SARIF file, outputs.
 * @throws UnleakError `output`
 */
export async function publish(report: Report, meta: ReportMeta, { env, cwd, sarifFile }: PublishTarget): Promise<void> {
  const rotate = rotation(report);
  process.stdout.write(logLines(report, meta));
  process.stdout.write(renderGithub(report, meta));
  addSummary(env, renderSummary(report, meta, { rotate }));
  if (sarifFile !== undefined) await writeSarif(cwd, sarifFile, renderSarif(report, meta, { rotate }));
  setOutputs(env, { outcome: report.verdict, findings: findingsOf(report).blocking.length });
}

/** What a push that deletes a branch or a tag comes to. */
export function publishNothing(env: NodeJS.ProcessEnv): void {
  const sentence = 'unleak: this push deletes a branch or a tag and brings nothing, so there was nothing to scan';
  process.stdout.write(`${sentence}\n`);
  addSummary(env, `## ${sentence}\n`);
  setOutputs(env, { outcome: 'allow', findings: 0 });
}

/** Never through a link: the checked-out tree may be that of a pull request. */
async function writeSarif(cwd: string, path: string, text: string): Promise<void> {
  const file = resolve(cwd, path);
  const flag = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | (constants.O_NOFOLLOW ?? 0);
  try {
    if (!isAbsolute(path) && (await realpath(dirname(file))) !== join(await realpath(cwd), dirname(path))) {
      throw Object.assign(new Error(), { code: 'ELOOP' });
    }
    await writeFile(file, text, { flag: flag as unknown as string });
  } catch (cause) {
    throw new UnleakError(
      'output',
      `The SARIF report could not be written (${(cause as NodeJS.ErrnoException).code}).`,
      'Check that the folder of `sarif-file` exists and may be written to, and that nothing on the way is a link.',
      { cause },
    );
  }
}
