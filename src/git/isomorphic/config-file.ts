import { readFile } from 'node:fs/promises';

/** The repository's own settings: `section.key` in lower case, `section.*.key` for any subsection; the last value of each. */
export type Config = ReadonlyMap<string, string>;

/** Reads a git configuration file; a file that does not exist gives no settings. */
export async function readConfig(file: string): Promise<Config> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return parseConfig(text);
}

/**
 * Parses the part of git's configuration syntax that says what a repository is like: comments, quotes, escapes,
 * continued lines, keys without a value (`true`). `include` is not followed: git does not follow it either for the
 * repository's format.
 *
 *     [core]
 *     	bare = false ; comment
 *     [extensions] objectFormat = "sha256"
 *
 * Format: https://git-scm.com/docs/git-config#_syntax
 */
export function parseConfig(text: string): Config {
  const settings = new Map<string, string>();
  let section = '';
  for (const raw of text
    .replace(/^\uFEFF/, '')
    .replace(/\\\r?\n/g, '')
    .split(/\r?\n/)) {
    let line = raw.trim();
    const header = /^\[\s*([^\]\s"]+)\s*("(?:[^"\\]|\\.)*")?\s*\]/.exec(line);
    if (header) {
      section = header[1]!.toLowerCase() + (header[2] === undefined ? '' : '.*');
      line = line.slice(header[0].length).trim();
    }
    const setting = /^([A-Za-z][A-Za-z0-9-]*)\s*(?:=\s*(.*))?$/.exec(line);
    if (setting && section !== '') settings.set(`${section}.${setting[1]!.toLowerCase()}`, value(setting[2]));
  }
  return settings;
}

/** Whether a setting is switched on: https://git-scm.com/docs/git-config#Documentation/git-config.txt-boolean */
export const isOn = (setting: string | undefined): boolean => /^(true|yes|on|[1-9]\d*)$/i.test(setting ?? '');

function value(text: string | undefined): string {
  if (text === undefined) return 'true';
  let result = '';
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (char === '\\') result += unescaped(text[++i] ?? '');
    else if (char === '"') quoted = !quoted;
    else if (!quoted && (char === '#' || char === ';')) break;
    else result += char;
  }
  return result.trim();
}

const unescaped = (char: string): string => ({ n: '\n', t: '\t', b: '\b' })[char] ?? char;
