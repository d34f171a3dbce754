import type { ReadReport } from './read-report.ts';
import { amount } from './section.ts';

/**
 * Says how many findings of a report are not purged, and why; undefined: all are.
 * @param picked how many are
 * @param names how many rules and fingerprints were named
 */
export function leftOutFindings(report: ReadReport, picked: number, names: number): string | undefined {
  const { findings, suppressed, harmless } = report;
  const left = findings.length - picked;
  if (left === 0) return undefined;
  const of = `${left} of ${amount(findings.length, 'finding')} of the report ${left === 1 ? 'is' : 'are'} left out`;
  if (names > 0) return `${of}, as no rule or fingerprint that you named is theirs.`;
  const why = [
    ...(suppressed > 0
      ? [`${suppressed} ${suppressed === 1 ? 'is' : 'are'} allowed (by a mark or the allowlist)`]
      : []),
    ...(harmless > 0 ? [`${harmless} ${harmless === 1 ? 'blocks' : 'block'} nothing (a warning or a note)`] : []),
  ];
  return `${of}: ${why.join(', ')}. Name their rules or fingerprints to take them out, too.`;
}
