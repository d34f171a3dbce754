import type { PathBytes } from '../../domain/blob.ts';
import { Secret } from '../../domain/secret.ts';
import { redactText } from '../../report/redact.ts';
import type { PurgeTargets } from '../targets.ts';

/** Takes the texts that are to go out of names that a plan or a receipt shows. Bytes (latin1) or text, as it came. */
export type Redactor = (name: PathBytes) => string;

const MARK = '[secret]';

// As short as parse-secret-file.ts lets through; `redactText` leaves those of fewer than 6 characters.
const SHORT = 6;

// A line of a key is as telling as the key.
const LONG_LINE = 20;

/** @param targets whose texts are redacted; what only an expression describes can't be told from ordinary text */
export function redactorOf({ texts }: Pick<PurgeTargets, 'texts'>): Redactor {
  const secrets = texts.flatMap(({ secret }) => [secret, ...linesOf(secret)]);
  const short = texts.flatMap(({ secret }) => (secret.length < SHORT ? secret : []));
  return (name) => short.reduce((kept, secret) => kept.replaceAll(secret.reveal(), MARK), redactText(name, secrets));
}

function linesOf(secret: Secret): Secret[] {
  const lines = secret.reveal().split(/\r?\n/);
  return lines.length === 1 ? [] : lines.filter(isTelling).map((line) => new Secret(line));
}

const isTelling = (line: string): boolean => line.length >= LONG_LINE && !line.startsWith('-----');
