import { endGit } from '../git/process.ts';
import { BudgetExceeded } from './budget-exceeded.ts';

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Waits for work until the deadline; a git that reads on, or hangs, is ended then.
 * @param deadline milliseconds since the epoch, Infinity for none
 * @throws BudgetExceeded at the deadline; the work is not waited for any longer
 */
export async function inTime<T>(deadline: number, work: Promise<T>): Promise<T> {
  if (deadline === Number.POSITIVE_INFINITY) return work;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const patience = Math.min(Math.max(0, deadline - Date.now()), LONGEST_TIMER_MS);
    timer = setTimeout(() => reject(new BudgetExceeded()), patience);
  });
  return Promise.race([work, late])
    .catch((error: unknown) => {
      if (error instanceof BudgetExceeded) endGit();
      throw error;
    })
    .finally(() => clearTimeout(timer));
}
