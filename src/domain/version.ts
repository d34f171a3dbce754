declare const UNLEAK_VERSION: string;

/** The version in package.json, put here by the build. */
export const VERSION = UNLEAK_VERSION;
