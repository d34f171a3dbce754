import { readFile } from 'node:fs/promises';
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
  return targets;
}

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
  if (file === '-') return readInput();
  return readFile(file, 'latin1').catch((cause: NodeJS.ErrnoException) => {
    throw new UnleakError(
      'io',
      `The file of ${option} can't be read (${cause.code}).`,
      'Check its name and that you may read it.',
    );
  });
}

async function readInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('latin1');
}

const nothing = (): UnleakError =>
  new UnleakError('usage', 'The files that you gave name nothing that is to go.', 'Write a secret a line into them.');
