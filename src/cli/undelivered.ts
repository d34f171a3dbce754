let broken = false;

/** Watches standard output: whoever reads it may stop (`| head`), and what was not delivered must not look like a pass. */
export function watchDelivery(): void {
  process.stdout.on('error', () => {
    broken = true;
    process.exitCode = 2;
  });
  process.stderr.on('error', () => {});
}

/** Whether something that was printed did not reach its reader. */
export const undelivered = (): boolean => broken;
