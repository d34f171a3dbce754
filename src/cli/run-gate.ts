import { EXIT_CODES, type Report } from '../domain/report.ts';
import { type ScanRequest, scan } from '../gate/scan.ts';
import type { Door } from '../report/report-meta.ts';

/**
 * Runs a hook's scan and says on standard error what the person must know; nothing when all is well.
 * @returns the exit code
 */
export async function runGate(door: Door, request: ScanRequest): Promise<number> {
  const report = await scan(request);
  if (hasSomethingToSay(report)) await say(door, request, report);
  return EXIT_CODES[report.verdict];
}

const hasSomethingToSay = ({ verdict, findings, coverage }: Report): boolean =>
  verdict !== 'allow' ||
  findings.some(({ suppressed }) => !suppressed) ||
  coverage.skipped.some(({ incomplete }) => incomplete);

// The renderer and the rules' details are loaded only now: most commits never need them.
async function say(door: Door, request: ScanRequest, report: Report): Promise<void> {
  const { printText } = await import('./print-text.ts');
  await printText(process.stderr, report, { door, source: request.source });
}
