import { UnleakError } from '../../../domain/unleak-error.ts';
import { isSystemError, Unusable } from '../../../git/pack/unusable.ts';
import { BudgetExceeded } from '../../budget-exceeded.ts';

/** What can't be read, or not in time, is not known: a cache is never why a scan fails. */
export function unlessUnreadable<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    return ofUnreadable(error);
  }
}

/** The same for what takes a while: to be given to `catch`. */
export function ofUnreadable(error: unknown): undefined {
  if (error instanceof UnleakError || error instanceof BudgetExceeded) return undefined;
  if (error instanceof Unusable || isSystemError(error)) return undefined;
  throw error;
}
