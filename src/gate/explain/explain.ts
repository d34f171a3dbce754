import { resolve } from 'node:path';
import type { DetectorChain } from '../../detect/chain.ts';
import type { PathBytes } from '../../domain/blob.ts';
import type { Explanation } from '../../domain/explanation.ts';
import { UnleakError } from '../../domain/unleak-error.ts';
import { secretsIn, toFindings } from '../findings.ts';
import { byOwnPath } from '../place.ts';
import { fromFolder } from '../read-source.ts';
import { prepare } from '../scan.ts';
import type { Settings } from '../settings.ts';
import { Sweep } from '../sweep.ts';
import { Journal, type Trail } from './journal.ts';
import { LineStarts } from './line-starts.ts';
import { looksOf } from './looks.ts';
import type { Span } from './met.ts';
import { isBinary, readStreamText, readText } from './read-text.ts';
import { type RuleChoice, ruleChoice } from './rule-choice.ts';

/** What to explain. */
export interface ExplainRequest {
  readonly cwd: string;
  /** A file by its path from `cwd`, or a stream's text, which has no path. */
  readonly text: { readonly file: string } | { readonly stream: AsyncIterable<Buffer> };
  /** This line of it, from 1; all of it by default. */
  readonly line?: number;
  /** This rule alone is run, even if it is off; all that are in force by default. */
  readonly rule?: string;
  /** A configuration file to use in place of the repository's. */
  readonly configFile?: string;
  /** Whether plugins that the configuration names may run. */
  readonly plugins?: boolean;
}

/**
 * Runs the detector chain over a text as a scan does, and says what each rule made of it.
 * @throws UnleakError for a text that can't be read, a line or rule that there is not, a wrong configuration
 */
export async function explain({ cwd, text, line, rule, configFile, plugins }: ExplainRequest): Promise<Explanation> {
  const bytes = 'file' in text ? readText(resolve(cwd, text.file)) : await readStreamText(text.stream);
  const lines = new LineStarts(bytes);
  const span = line === undefined ? { start: 0, end: bytes.length } : spanOf(bytes, lines, line);
  const file = configFile === undefined ? {} : { configFile };
  const source = { kind: 'paths', paths: ['.'] } as const;
  const { opened, settings } = await prepare({ cwd, source, plugins: plugins ?? false, ...file });
  try {
    const folder = opened && !opened.bare ? opened.topLevel : cwd;
    const path = 'file' in text ? pathBytes(fromFolder(folder, resolve(cwd, text.file))) : undefined;
    const choice = await ruleChoice(settings, rule);
    const explained = await look({ bytes, path, lines, span }, settings, choice);
    return { ...explained, ...(path === undefined ? {} : { path }), ...(line === undefined ? {} : { line }) };
  } finally {
    await settings.close();
  }
}

const pathBytes = (path: string): PathBytes => Buffer.from(path).toString('latin1');

function spanOf(bytes: Buffer, lines: LineStarts, line: number): Span {
  if (isBinary(bytes)) {
    throw new UnleakError(
      'unsupported',
      'This is a binary file: it has no lines to explain.',
      'unleak scan looks into it all the same; unleak rules test runs one rule over all of it.',
    );
  }
  const span = lines.spanOf(line);
  if (span) return span;
  const there = lines.count === 0 ? 'is empty' : `ends with line ${lines.count}`;
  throw new UnleakError('usage', `There is no line ${line}: the file ${there}.`, 'Lines count from 1.');
}

/** The text that is explained. */
interface Text {
  readonly bytes: Buffer;
  readonly path: PathBytes | undefined;
  readonly lines: LineStarts;
  readonly span: Span;
}

/** The steps of a scan, with a journal as their witness. */
async function look({ bytes, path, lines, span }: Text, settings: Settings, choice: RuleChoice): Promise<Explanation> {
  const journal = new Journal();
  const chain: Pick<DetectorChain, 'detect'> = {
    detect: (blob, context) => choice.chain.detect(blob, { ...context, witness: journal }),
  };
  const sweep = new Sweep({ chain }, { deadline: Number.POSITIVE_INFINITY });
  await sweep.piece('file', path, bytes, 0, true);
  const { claims, coverage } = sweep;
  const parts = { claims, attribution: byOwnPath, settings, repository: undefined, witness: journal, apart: true };
  const findings = await toFindings(parts);
  return {
    looks: await looksOf({ journal, findings, bytes, lines, span }, settings, choice),
    skipped: coverage.skipped,
    fingerprintScope: (await settings.salt()) === undefined ? 'run' : 'repository',
    secrets: [
      ...journal.trails.filter(mayBeSecret).map(({ candidate }) => candidate.secret),
      ...(path === undefined ? [] : await secretsIn([path], settings)),
    ],
  };
}

/** Placeholders and words are none: they stand in paths and in the reasons of suppressions by right. */
function mayBeSecret({ notes }: Trail): boolean {
  const last = notes[notes.length - 1];
  return !(last?.drops && (last.check === 'placeholder' || last.check === 'entropy' || last.check === 'randomness'));
}
