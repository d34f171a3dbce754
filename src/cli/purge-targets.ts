import { createReadStream } from 'node:fs';
import { Secret } from '../domain/secret.ts';
import { UnleakError } from '../domain/unleak-error.ts';
import { defaultReplacement, parseReplaceText } from '../purge/plan/parse-replace-text.ts';
import { parseSecretFile } from '../purge/plan/parse-secret-file.ts';
import type { PurgeTargets, Replacement, TargetText } from '../purge/targets.ts';
import type { PurgeOptions } from './purge-options.ts';

/**
 * What is to go, from the command line, the files that it names, and a scan where it names findings.
 * @throws UnleakError
 */
export async function purgeTargets(options: PurgeOptions): Promise<PurgeTargets> {
  const { values, findings } = options;
  const replacement = replacementOf(options);
  const expressions = await Promise.all(
    (values['replace-text'] ?? []).map(async (file) =>
      parseReplaceText(await readBytes(file, '--replace-text'), nameOf(file), replacement),
    ),
  );
  const file = values['secret-file'];
  const secrets =
    file === undefined ? [] : parseSecretFile(await readBytes(file, '--secret-file'), nameOf(file), replacement);
  const wantsFindings = findings.length > 0 || values.from !== undefined;
  const found = wantsFindings ? await foundTexts(options, replacement) : [];
  const texts = [...found, ...secrets, ...expressions.flatMap((expression) => expression.texts)];
  const patterns = expressions.flatMap((expression) => expression.patterns);
  const targets = { texts, patterns, blobs: new Set(values.blob), paths: values.path ?? [] };
  if (texts.length + patterns.length + targets.blobs.size + targets.paths.length === 0) throw nothing();
  if (texts.length + patterns.length > MOST_TEXTS) throw tooMany(texts.length + patterns.length);
  return targets;
}

// The search for 10,000 takes seconds, for 40,000 minutes.
const MOST_TEXTS = 20_000;

function replacementOf({ values }: PurgeOptions): Replacement {
  if (values['same-length']) return { kind: 'same-length' };
  if (values.replacement === undefined) return defaultReplacement();
  return { kind: 'marker', text: new Secret(Buffer.from(values.replacement).toString('latin1')) };
}

async function foundTexts(options: PurgeOptions, replacement: Replacement): Promise<TargetText[]> {
  const { reportTexts, scannedTexts } = await import('./purge-findings.ts');
  const { from } = options.values;
  if (from === undefined) return scannedTexts(options, replacement);
  return reportTexts(options, Buffer.from(await readBytes(from, '--from'), 'latin1').toString(), replacement);
}

const nameOf = (file: string): string => (file === '-' ? 'standard input' : file);

/** A file's bytes as latin1; `-` is standard input. An error does not name the file: somebody may have typed the secret there. */
async function readBytes(file: string, option: string): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of file === '-' ? process.stdin : createReadStream(file)) {
      chunks.push(chunk as Buffer);
      size += (chunk as Buffer).length;
      if (size > LARGEST_FILE) throw tooLarge(option);
    }
  } catch (error) {
    throw error instanceof UnleakError ? error : unreadable(option, error as NodeJS.ErrnoException);
  }
  return Buffer.concat(chunks).toString('latin1');
}

const unreadable = (option: string, { code }: NodeJS.ErrnoException): UnleakError =>
  new UnleakError('io', `The file of ${option} can't be read (${code}).`, 'Check its name and that you may read it.');

const LARGEST_FILE = 64 * 1024 * 1024;

const tooLarge = (option: string): UnleakError =>
  new UnleakError(
    'usage',
    `What is given to ${option} is larger than 64 MB, and no list of secrets is.`,
    'Check its name: it takes a list or a report, not a dump of data.',
  );

const tooMany = (count: number): UnleakError =>
  new UnleakError(
    'usage',
    `${count.toLocaleString('en')} texts and expressions are more than one purge looks for (${MOST_TEXTS.toLocaleString('en')}): it would take very long.`,
    'Give them in several files, and purge and finish with one after the other; whole files go more easily by --path or --blob.',
  );

const nothing = (): UnleakError =>
  new UnleakError('usage', 'The files that you gave name nothing that is to go.', 'Write a secret a line into them.');
