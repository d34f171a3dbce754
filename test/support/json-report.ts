import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'vitest';
import { PACKAGE } from './cli.ts';
import type { Outcome } from './sandbox.ts';

/** A finding in a JSON report. */
interface JsonFinding {
  readonly rule: string;
  readonly tier: 'block' | 'warn' | 'note';
  readonly fingerprint: string;
  readonly kind: string;
  readonly path: string | null;
  readonly line: number;
  readonly commit: string | null;
  readonly state: 'tip' | 'history' | 'unreachable' | null;
  readonly author: string | null;
  readonly date: string | null;
  readonly object: string | null;
  readonly encodings: readonly string[];
  readonly suppressed: { readonly by: string; readonly reason: string } | null;
  readonly parts: readonly JsonFinding[];
}

/** The parts of a JSON report that tests look at. */
export interface JsonReport {
  readonly source: { readonly kind: string; readonly description: string; readonly door: string };
  readonly verdict: 'allow' | 'block' | 'incomplete';
  readonly fingerprintScope: 'repository' | 'run';
  readonly coverage: {
    readonly objects: number;
    readonly bytes: number;
    readonly skipped: readonly { readonly reason: string; readonly what: string; readonly incomplete: boolean }[];
  };
  readonly findings: readonly JsonFinding[];
}

const schema = JSON.parse(readFileSync(join(PACKAGE, 'config/schema/report.schema.json'), 'utf8')) as object;
const validate = new Ajv2020({ formats: {} }).compile(schema);

/** Parses what `--format json` printed, and asserts that it is as the schema says. */
export function parseReport(text: string): JsonReport {
  const report = JSON.parse(text) as JsonReport;
  expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
  return report;
}

/** The report that a run of `unleak … --format json` printed. */
export const jsonReport = ({ stdout }: Outcome): JsonReport => parseReport(stdout);

/** Its findings and their parts, each by itself: which of them are one finding depends on the versions that a scan shows. */
export const eachOf = ({ findings }: JsonReport): JsonFinding[] =>
  findings.flatMap((finding) => [finding, ...finding.parts]);
