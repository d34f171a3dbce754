import type { RepositoryLayout } from '../../git/refs/layout.ts';
import { withIoErrors } from '../safety/io-errors.ts';
import { PurgeLock } from '../safety/purge-lock.ts';

/** Does work while nobody else purges here. */
export function locked<T>({ commonDirectory }: RepositoryLayout, work: () => Promise<T>): Promise<T> {
  return withIoErrors(async () => {
    const lock = PurgeLock.take(commonDirectory);
    try {
      return await work();
    } finally {
      lock.release();
    }
  });
}
