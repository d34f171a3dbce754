import { existsSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { createSalt } from '../config/salt.ts';
import { UnleakError } from '../domain/unleak-error.ts';
import { findHooksFolder, type HooksFolder } from '../git/hooks-folder.ts';
import { installHooks, removeHook } from './init/hook-file.ts';
import { packageFolder } from './init/package-folder.ts';
import { oneOf, parseOptions, usage } from './parse-options.ts';

const OPTIONS = {
  hooks: { type: 'string' },
  server: { type: 'boolean', default: false },
  remove: { type: 'boolean', default: false },
} as const;

const CLIENT_HOOKS = ['pre-commit', 'pre-merge-commit', 'commit-msg', 'pre-push'];
const SERVER_HOOKS = ['pre-receive'];

/** `unleak init`: makes the salt and puts the hooks where the repository's way of running hooks finds them. */
export async function initCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, OPTIONS);
  if (positionals.length > 0) throw usage('init takes no path: run it inside the repository.');
  const found = await findHooksFolder(process.cwd());
  const husky = usesHusky(found, values.hooks);
  const folder = husky ? huskyFolder(found) : ownFolder(found);
  const names = values.server ? SERVER_HOOKS : CLIENT_HOOKS;
  if (values.remove) return remove(folder, [...CLIENT_HOOKS, ...SERVER_HOOKS]);
  if (found.bare && !values.server)
    throw usage('This is a bare repository: init --server installs the pre-receive hook.');
  const source = husky ? huskySource(found.topLevel) : ownSource(found);
  const hooks = names.map((name) => ({ name, source }));
  installHooks(folder, hooks, husky ? 'any' : 'executable');
  console.log(`unleak: installed ${names.join(', ')} in ${relative(process.cwd(), folder) || folder}.`);
  if (!found.bare && !values.server) await makeSalt(found.topLevel, husky ? folder : undefined);
  if (husky && !isInHusky(found))
    console.log('git does not run them yet: run npx husky (npm install does, with "prepare": "husky").');
  return 0;
}

function usesHusky({ topLevel, bare, folder }: HooksFolder, asked: string | undefined): boolean {
  const runsThem = folder.endsWith(GENERATED);
  if (asked === undefined) return !bare && (runsThem || existsSync(join(topLevel, '.husky')));
  const husky = oneOf(asked, ['git', 'husky'], '--hooks') === 'husky';
  if (husky || !runsThem) return husky;
  throw usage('husky runs the hooks here, and writes the folder that git looks in anew at every npm install.');
}

/** Where husky 9 puts what git runs; the hooks that people write lie beside it. */
const GENERATED = join('.husky', '_');

/** Also where the project is not at the top of the work tree: `husky web/.husky`. */
const huskyFolder = ({ topLevel, folder }: HooksFolder): string =>
  folder.endsWith(GENERATED) ? dirname(folder) : join(topLevel, '.husky');

/** Whether husky has told git where its hooks are: in `.husky/_`, before version 9 in `.husky`. */
const isInHusky = ({ folder }: HooksFolder): boolean => folder.endsWith(GENERATED) || basename(folder) === '.husky';

function ownFolder({ own, folder }: HooksFolder): string {
  if (own) return folder;
  throw new UnleakError(
    'unsupported',
    `git runs the hooks of ${JSON.stringify(folder)} here, a folder that serves other repositories too.`,
    'Unset it for this repository (git config core.hooksPath .git/hooks), or call `unleak hook <name> "$@"` from the hooks in that folder.',
  );
}

/** husky's files are committed, so they name the package as everybody has it, not as this machine does. */
function huskySource(topLevel: string): string {
  const source = sourceInProject(topLevel);
  if (source !== undefined) return source;
  throw new UnleakError(
    'usage',
    'husky runs hooks from the packages of this project, and unleak is not one of them.',
    'Install it first: npm install --save-dev unleak. Then run npx unleak init.',
  );
}

/** The same for a folder of hooks in the work tree, where the package is in the project; else the package of this machine. */
const ownSource = ({ committed, topLevel }: HooksFolder): string =>
  (committed ? sourceInProject(topLevel) : undefined) ?? packageFolder();

/** The package's folder from the top of the work tree, where git runs hooks; undefined where it is not in the project. */
function sourceInProject(topLevel: string): string | undefined {
  const own = relative(topLevel, packageFolder());
  const inside = own.startsWith('..') || isAbsolute(own) ? [] : [own.split(sep).join('/')];
  return ['node_modules/unleak', ...inside].find((folder) => existsSync(join(topLevel, folder, 'hooks')));
}

async function makeSalt(topLevel: string, husky: string | undefined): Promise<void> {
  const made = await createSalt(topLevel);
  const what = made === 'created' ? 'made' : 'kept';
  console.log(`unleak: ${what} .unleak/salt, the key of this repository's fingerprints.`);
  // From the top of the work tree, wherever this was run.
  console.log(`Next: git add :/.unleak${husky === undefined ? '' : ` ${relative(process.cwd(), husky)}`}, and commit.`);
}

function remove(folder: string, names: readonly string[]): number {
  const removed = names.filter((name) => removeHook(folder, name));
  console.log(
    removed.length > 0 ? `unleak: took ${removed.join(', ')} out.` : 'unleak: there was no hook of unleak here.',
  );
  return 0;
}
