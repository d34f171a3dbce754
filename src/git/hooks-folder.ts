import { isAbsolute, relative, resolve } from 'node:path';
import { runGit } from './process.ts';

/** Where a repository's hooks lie. */
export interface HooksFolder {
  readonly folder: string;
  /** The work tree's top folder; the git directory of a bare repository. */
  readonly topLevel: string;
  readonly bare: boolean;
  /** false: the folder serves other repositories too (a `core.hooksPath` outside of this one). */
  readonly own: boolean;
  /** Whether the folder is part of the work tree, so that what lies there is committed and serves every clone. */
  readonly committed: boolean;
}

/** @throws UnleakError when `cwd` is in no repository that git is willing to read */
export async function findHooksFolder(cwd: string): Promise<HooksFolder> {
  const ask = async (...args: string[]): Promise<string> =>
    (await runGit(['rev-parse', ...args], { cwd })).toString().replace(/\r?\n$/, '');
  const bare = (await ask('--is-bare-repository')) === 'true';
  const common = resolve(cwd, await ask('--git-common-dir'));
  const topLevel = bare ? common : resolve(await ask('--show-toplevel'));
  // git runs hooks in the top folder, and a relative core.hooksPath counts from there.
  const printed = (await runGit(['rev-parse', '--git-path', 'hooks'], { cwd: topLevel }))
    .toString()
    .replace(/\r?\n$/, '');
  const folder = resolve(topLevel, printed);
  const local = isInside(common, folder);
  const inTree = isInside(topLevel, folder);
  return { folder, topLevel, bare, own: local || inTree, committed: inTree && !local && !bare };
}

function isInside(parent: string, child: string): boolean {
  const path = relative(parent, child);
  return path !== '' && !path.startsWith('..') && !isAbsolute(path);
}
