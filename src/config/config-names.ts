/** Where the configuration may stand, in the order in which people are told about them. No JavaScript, ever. */
export const CONFIG_NAMES = [
  '.unleakrc.yaml',
  '.unleakrc.yml',
  '.unleakrc.json',
  '.unleakrc',
  '.config/unleakrc.yaml',
  '.config/unleakrc.json',
  'unleak.config.yaml',
  'unleak.config.json',
] as const;

/** The last place: a top-level key of this file. */
export const PACKAGE_FILE = 'package.json';

/** The key of `package.json` that holds a configuration. */
export const PACKAGE_KEY = 'unleak';
