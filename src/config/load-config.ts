import { lstatSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UnleakError } from '../domain/unleak-error.ts';
import { type Config, EMPTY_CONFIG } from './config.ts';
import { CONFIG_NAMES, PACKAGE_FILE, PACKAGE_KEY } from './config-names.ts';
import { isAbsence, readAnywhere, readInside, unreadableBecause } from './safe-read.ts';

export { checkRuleIds } from './check-rule-ids.ts';

/** A file that was found, by the name that people know it by. */
interface FoundFile {
  readonly name: string;
  readonly bytes: Buffer;
}

type Read = (name: string) => Promise<Buffer | undefined>;

/**
 * The configuration of a work tree. Every hook calls this, so where there is none, nothing but `node:fs` is loaded.
 *
 * @throws UnleakError `config-invalid` or `config-unreadable`
 */
export async function loadConfig(folder: string): Promise<Config> {
  const names = [...CONFIG_NAMES, PACKAGE_FILE].filter((name) => isPresent(folder, name));
  const found = await findOne(names, (name) => readInside(folder, name));
  if (found === undefined) return EMPTY_CONFIG;
  const { explore } = await import('./explore.ts');
  return (await explore(resolve(folder), found.name, found.bytes)) ?? EMPTY_CONFIG;
}

/**
 * The configuration of a commit's tree, for a server or a bare repository.
 *
 * @param read gives a file of the tree by its path, or nothing
 * @throws UnleakError `config-invalid` or `config-unreadable`
 */
export async function loadConfigFrom(read: Read): Promise<Config> {
  const found = await findOne([...CONFIG_NAMES, PACKAGE_FILE], read);
  if (found === undefined) return EMPTY_CONFIG;
  const { readConfig } = await import('./read-config.ts');
  return readConfig(found.bytes, found.name, found.name) ?? EMPTY_CONFIG;
}

/**
 * A configuration file that the user names.
 *
 * @throws UnleakError `config-invalid` or `config-unreadable`
 */
export async function loadConfigFile(path: string): Promise<Config> {
  if (/\.[cm]?[jt]sx?$/i.test(path)) {
    throw new UnleakError(
      'config-invalid',
      `${path}:1:1: a configuration is data, not code`,
      'Write it as YAML or JSON.',
    );
  }
  const bytes = await readAnywhere(path);
  const { readConfig } = await import('./read-config.ts');
  const config = readConfig(bytes, path, resolve(path));
  if (config) return config;
  throw new UnleakError(
    'config-invalid',
    `${path}:1:1: the file has no key '${PACKAGE_KEY}'`,
    'Name the file that holds the configuration.',
  );
}

function isPresent(folder: string, name: string): boolean {
  try {
    return lstatSync(join(folder, name), { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    if (isAbsence(error)) return false;
    throw unreadableBecause(name, error);
  }
}

/** Reads what is there. Two configurations are an error: nobody could tell which one holds. */
async function findOne(names: readonly string[], read: Read): Promise<FoundFile | undefined> {
  const found: FoundFile[] = [];
  for (const name of names) {
    const bytes = await read(name);
    if (bytes && (name !== PACKAGE_FILE || (await holdsKey(bytes)))) found.push({ name, bytes });
  }
  const [first, second] = found;
  if (second === undefined) return first;
  const other = second.name === PACKAGE_FILE ? `the key '${PACKAGE_KEY}' of ${PACKAGE_FILE}` : second.name;
  throw new UnleakError(
    'config-invalid',
    `${first!.name}:1:1: there is a second configuration, ${other}`,
    'Keep one of them.',
  );
}

/** Most `package.json` files don't even mention the key; those that do as a package name hold no configuration. */
async function holdsKey(bytes: Buffer): Promise<boolean> {
  if (!bytes.includes(`"${PACKAGE_KEY}"`)) return false;
  try {
    const content: unknown = JSON.parse(bytes.toString().replace(/^\uFEFF/, ''));
    return typeof content === 'object' && content !== null && Object.hasOwn(content, PACKAGE_KEY);
  } catch {
    throw new UnleakError(
      'config-invalid',
      `${PACKAGE_FILE}:1:1: not valid JSON, so unleak can't tell whether it holds a configuration`,
      `Correct ${PACKAGE_FILE}.`,
    );
  }
}
