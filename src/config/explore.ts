import { join } from 'node:path';
import { UnleakError } from '../domain/unleak-error.ts';
import type { Config } from './config.ts';
import { CONFIG_NAMES, PACKAGE_FILE, PACKAGE_KEY } from './config-names.ts';
import { readConfig } from './read-config.ts';
import { unreadableBecause } from './safe-read.ts';

/** What we use of cosmiconfig's explorer. */
interface Explorer {
  load(file: string): Promise<{ readonly config?: Config } | null>;
}

type ExplorerClass = new (options: Readonly<Record<string, unknown>>) => Explorer;

/**
 * Loads a file with cosmiconfig. The explorer is built by itself: the function `cosmiconfig()` first looks for a
 * configuration of its own in the working directory and runs `.config/config.js`, `.cjs` or `.ts` of the repository;
 * no code of a repository may run in a gate. The loaders take the bytes that were read safely, not the text that
 * cosmiconfig reads, and give back a checked configuration, so `$import` is an unknown key like any other.
 *
 * @param name the file, relative to `folder`
 * @returns undefined when the file holds no configuration
 */
export async function explore(folder: string, name: string, bytes: Buffer): Promise<Config | undefined> {
  const { Explorer } = (await import('cosmiconfig/dist/Explorer.js')) as unknown as { Explorer: ExplorerClass };
  const file = join(folder, name);
  const load = () => {
    const config = readConfig(bytes, name, file);
    return name === PACKAGE_FILE ? { [PACKAGE_KEY]: config } : config;
  };
  const explorer = new Explorer({
    moduleName: 'unleak',
    packageProp: PACKAGE_KEY,
    searchPlaces: [...CONFIG_NAMES, PACKAGE_FILE],
    searchStrategy: 'none',
    ignoreEmptySearchPlaces: false,
    loaders: { '.yaml': load, '.yml': load, '.json': load, noExt: load },
    transform: (result: unknown) => result,
    cache: false,
    metaConfigFilePath: null,
    applyPackagePropertyPathToConfiguration: false,
    mergeImportArrays: true,
    mergeSearchPlaces: false,
  });
  const result = await explorer.load(file).catch((error: unknown) => {
    throw error instanceof UnleakError ? error : unreadableBecause(name, error);
  });
  return result?.config ?? readConfig(bytes, name, file);
}
