/** What the build puts in place of the name, for code that is tested without it. To be imported first. */
Object.assign(globalThis, { UNLEAK_VERSION: 'test' });
