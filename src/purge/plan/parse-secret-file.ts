import { Secret } from '../../domain/secret.ts';
import { UnleakError } from '../../domain/unleak-error.ts';
import type { Replacement, TargetText } from '../targets.ts';

// What is shorter stands in ordinary words and numbers: replacing it would wreck the files.
const SHORTEST = 4;

const BYTE_ORDER_MARK = '\xef\xbb\xbf';

/**
 * Reads secrets, one a line; a key in PEM armour (RFC 7468) is one secret over several lines. Blanks around a line are no
 * part of it: they come from copying, and the text without them is found wherever the other is.
 *
 * @param text the file's bytes as latin1
 * @param source how people know the file, for the targets' names
 * @throws UnleakError `usage` for a secret of fewer than 4 bytes, armour that does not end, and a file that is not in bytes
 *   (Windows PowerShell writes UTF-16)
 */
export function parseSecretFile(text: string, source: string, replacement: Replacement): TargetText[] {
  if (text.includes('\0')) throw notText(source);
  const lines = text.replace(BYTE_ORDER_MARK, '').split('\n');
  const targets: TargetText[] = [];
  for (let at = 0; at < lines.length; at++) {
    const first = trimmed(lines[at]!);
    if (first === '') continue;
    const name = `line ${at + 1} of ${source}`;
    const end = endOfArmour(lines, at, name);
    const secret =
      end === at
        ? first
        : lines
            .slice(at, end + 1)
            .map(trimmed)
            .join('\n');
    if (secret.length < SHORTEST) throw tooShort(name);
    targets.push({
      secret: new Secret(secret),
      replacement,
      name: end === at ? name : `lines ${at + 1}-${end + 1} of ${source}`,
    });
    at = end;
  }
  return targets;
}

/** The line that ends the armour which begins at a line; the line itself where none does. */
function endOfArmour(lines: readonly string[], at: number, name: string): number {
  const label = /^-----BEGIN ([A-Z0-9 ]+)-----$/.exec(trimmed(lines[at]!))?.[1];
  if (label === undefined) return at;
  const end = lines.findIndex((line, index) => index > at && trimmed(line) === `-----END ${label}-----`);
  if (end > 0) return end;
  throw new UnleakError(
    'usage',
    `The key that begins in ${name} does not end.`,
    'Write the whole key, from its BEGIN line to its END line, or only lines of its middle: a BEGIN line alone is no secret.',
  );
}

const trimmed = (line: string): string => line.replace(/^[ \t]+|[ \t\r]+$/g, '');

const tooShort = (name: string): UnleakError =>
  new UnleakError(
    'usage',
    `The secret in ${name} has fewer than ${SHORTEST} bytes, and would be found all over the repository.`,
    'Use --replace-text with an expression that tells where it stands, such as  regex:pin = 123==>pin = ***  .',
  );

const notText = (source: string): UnleakError =>
  new UnleakError(
    'usage',
    `There are zero bytes in ${source}: it is UTF-16, or no text at all.`,
    'Write it in UTF-8, a secret a line (PowerShell: Out-File -Encoding utf8).',
  );
