// Shared through the global object: each of the command line's files has a copy of this module.
const BROKEN = Symbol.for('unleak.undelivered');
const shared = globalThis as { [BROKEN]?: boolean };

/** Watches standard output: whoever reads it may stop (`| head`), and what was not delivered must not look like a pass. */
export function watchDelivery(): void {
  process.stdout.on('error', () => {
    shared[BROKEN] = true;
    process.exitCode = 2;
  });
  process.stderr.on('error', () => {});
}

/** Whether something that was printed did not reach its reader. */
export const undelivered = (): boolean => shared[BROKEN] === true;
