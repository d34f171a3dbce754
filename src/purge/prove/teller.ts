import type { Cleans } from '../find/cleans.ts';

/** Says whether bytes hold a target, and shows them without. */
export class Teller {
  readonly #cleaner: Cleans;

  constructor(cleaner: Cleans) {
    this.#cleaner = cleaner;
  }

  /** Whether a file's bytes tell. */
  file(bytes: Buffer): boolean {
    return this.#cleaner.tells(bytes, 'blob');
  }

  /** Whether a path, or the name of a ref, tells. */
  path(path: Buffer): boolean {
    return this.#cleaner.tells(path, 'message');
  }

  /** A path as it can be shown: UTF-8, without any target. */
  shown(path: Buffer): string {
    const cleaned = this.#cleaner.clean(path, 'message')?.bytes ?? path;
    return this.path(cleaned) ? '[a name that holds it]' : cleaned.toString();
  }
}
