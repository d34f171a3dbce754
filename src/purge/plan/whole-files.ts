import type { Oid, PathBytes } from '../../domain/blob.ts';
import { shellPath } from '../../report/display-path.ts';
import type { Suggestion } from './purge-plan.ts';
import type { Redactor } from './redactor.ts';

/** A file that is edited, and how much of it goes. */
export interface EditedFile {
  readonly path: PathBytes;
  readonly oid: Oid;
  /** The part of its bytes that is replaced, from 0 to 1; undefined where nobody counted. */
  readonly share?: number;
}

// The rest is armour, line ends, or the name of a variable.
const MOST_OF_IT = 0.8;

// Names by which tools keep keys: ssh-keygen(1), openssl(1), keytool(1).
const KEY_FILE = /(?:^|\/)(?:id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?|[^/]+\.(?:pem|key|p12|pfx|jks|keystore|ppk|p8))$/;

/** Which of the edited files are secrets as a whole: with a marker in its place a key file is of no use to anybody. */
export function suggestRemovals(edited: readonly EditedFile[], redact: Redactor): Suggestion[] {
  const found = new Map<PathBytes, EditedFile>();
  for (const file of edited) if (isWhole(file) && !found.has(file.path)) found.set(file.path, file);
  return [...found.values()].map(({ path, oid }) => ({
    path: redact(path),
    blob: oid,
    message: 'Next to all of it is a secret: it would better go as a whole, in every commit.',
    option: optionFor(path, oid, redact),
  }));
}

const isWhole = ({ path, share }: EditedFile): boolean =>
  share === undefined ? KEY_FILE.test(path) : share >= MOST_OF_IT;

/** The path where it can be typed as it is, and is no glob; else the blob. */
function optionFor(path: PathBytes, oid: Oid, redact: Redactor): string {
  const typed = redact(path) === path && !/[*?[\]{}()!+@\\]/.test(path) ? shellPath(path, []) : undefined;
  return typed === undefined ? `--blob ${oid}` : `--path ${typed}`;
}
