import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { pluginInvalid } from './plugin-invalid.ts';

const RELATIVE = /^\.\.?\/[^\x00-\x1f\x7f]+$/;
const PACKAGE = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*(?:\/[^:?#%\\\x00-\x20\x7f]+)?$/i;

/**
 * What to import for a plugin as it is written in the configuration: a file below or beside the configuration's folder,
 * or an installed package. URLs (`data:`, `node:`, `https:`) and absolute paths are no plugins.
 *
 * @param index its place in the list: text that is no module's name is not quoted
 * @throws UnleakError `plugin-invalid`
 */
export function resolveSpecifier(written: string, index: number, folder: string): string {
  if (RELATIVE.test(written)) return pathToFileURL(resolve(folder, written)).href;
  if (PACKAGE.test(written)) return written;
  throw pluginInvalid(
    `number ${index + 1}`,
    'is neither a relative path nor the name of a package',
    'Write ./folder/plugin.js, relative to the configuration file, or the name of an installed package.',
  );
}
