import type { Report } from '../domain/report.ts';

/** What the report's findings say about rotating, by rule. */
export function rotation({ findings }: Report): (rule: string) => string | undefined {
  const advice = new Map(findings.map(({ rule, rotate }) => [rule, rotate]));
  return (rule) => advice.get(rule);
}
