// A part of them by default, so that all tests end within minutes; UNLEAK_RUNS=1 makes all, and more than 1 more.
const SHARE = Number(process.env.UNLEAK_RUNS ?? 0.1);

/** How many runs a property gets that is worth so many. */
export const runs = (full: number): number => Math.ceil(full * SHARE);

/** How large something is: less by default, all of it with UNLEAK_RUNS=1. */
export const sized = (full: number, byDefault: number): number => (SHARE >= 1 ? full : byDefault);
