import { readFile, realpath } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import type { Layout } from './locate.ts';

/**
 * Every folder that holds objects of this repository, the main one first: `GIT_OBJECT_DIRECTORY` (on a server, the
 * quarantine of a push) or `objects`, then `GIT_ALTERNATE_OBJECT_DIRECTORIES`, then what `info/alternates` names, and
 * theirs. https://git-scm.com/docs/gitrepository-layout#Documentation/gitrepository-layout.txt-objectsinfoalternates,
 * https://git-scm.com/docs/git-receive-pack#_quarantine_environment
 */
export async function objectDirectories(layout: Layout, env: NodeJS.ProcessEnv): Promise<string[]> {
  const main = env.GIT_OBJECT_DIRECTORY
    ? resolve(layout.topLevel, env.GIT_OBJECT_DIRECTORY)
    : join(layout.commonDir, 'objects');
  const named = splitPaths(env.GIT_ALTERNATE_OBJECT_DIRECTORIES ?? '', delimiter);
  const queue = [main, ...named.map((path) => resolve(layout.topLevel, path))];
  // By real path, so that alternates that name each other in a ring come to an end.
  const found = new Set<string>();
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    const real = await realpath(path).catch(() => undefined);
    // git warns about a folder that is not there and goes on; what it held is then missing, and is reported as that.
    if (real === undefined || found.has(real)) continue;
    found.add(real);
    const alternates = await readFile(join(real, 'info', 'alternates'), 'utf8').catch(() => '');
    queue.push(...splitPaths(alternates, '\n').map((alternate) => resolve(real, alternate)));
  }
  return [...found];
}

/** Splits a list of paths; `#` begins a comment, and a path in double quotes has C's escapes, as git writes it. */
export function splitPaths(text: string, separator: string): string[] {
  const paths: string[] = [];
  let rest = text;
  while (rest !== '') {
    const quoted = /^"((?:[^"\\]|\\.)*)"/s.exec(rest);
    const end = rest.indexOf(separator, quoted ? quoted[0].length : 0);
    const item = end < 0 ? rest : rest.slice(0, end);
    if (quoted && quoted[0].length === item.length) paths.push(unquote(quoted[1]!));
    else if (item !== '' && !item.startsWith('#')) paths.push(item);
    rest = end < 0 ? '' : rest.slice(end + separator.length);
  }
  return paths;
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

function unquote(text: string): string {
  const bytes = Buffer.from(text).toString('latin1');
  const plain = bytes.replace(/\\([0-7]{3}|.)/gs, (_, code: string) =>
    code.length === 3 ? String.fromCharCode(Number.parseInt(code, 8) & 0xff) : (ESCAPES[code] ?? code),
  );
  return Buffer.from(plain, 'latin1').toString();
}
