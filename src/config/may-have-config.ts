import { lstatSync, readFileSync } from 'node:fs';
import { CONFIG_NAMES, PACKAGE_FILE, PACKAGE_KEY } from './config-names.ts';

// A package.json that is larger than this is left to `loadConfig`, which says what is wrong with it.
const MOST_BYTES = 1024 * 1024;

/**
 * Whether a work tree may hold a configuration: false only where it certainly holds none. At every commit this spares
 * the hook the code that reads one. What can't be told from here is for `loadConfig` to judge, so it is a yes.
 */
export function mayHaveConfig(folder: string): boolean {
  try {
    return CONFIG_NAMES.some((name) => isThere(`${folder}/${name}`)) || mayHoldKey(`${folder}/${PACKAGE_FILE}`);
  } catch {
    return true;
  }
}

const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

function mayHoldKey(path: string): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return false;
  if (!stats.isFile() || stats.size > MOST_BYTES) return true;
  const bytes = readFileSync(path);
  if (!bytes.includes(`"${PACKAGE_KEY}"`)) return false;
  // Most often it is there as the name of a dependency. What is no JSON is thrown, and so a yes.
  const content: unknown = JSON.parse(bytes.toString());
  return typeof content === 'object' && content !== null && Object.hasOwn(content, PACKAGE_KEY);
}
