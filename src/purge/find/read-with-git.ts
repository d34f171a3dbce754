import type { Oid } from '../../domain/blob.ts';
import { UnleakError } from '../../domain/unleak-error.ts';
import type { ObjectVisitor, ObjectWindow, Repository } from '../../git/repository.ts';
import type { Holders } from './holders.ts';
import type { OpenQuestions } from './look-again.ts';
import { lookAtWindow } from './look-at-window.ts';

// Larger objects are looked at in windows.
const LARGEST_WHOLE = 64 * 1024 * 1024;
// Each object that git fails at costs a process of its own.
const MOST_FAILURES = 100;

/** Looks at objects that git has to read: damaged, too large for the engine. What it can't read is noted as unread. */
export async function readWithGit(repository: Repository, open: OpenQuestions, holders: Holders): Promise<void> {
  const visitor = new GitVisitor(open, holders);
  // Git ends at the first object that it can't read: then they are asked for one by one.
  if (await tryToRead(repository, [...open.keys()], visitor)) return;
  let failures = 0;
  for (const oid of [...open.keys()]) {
    if (failures < MOST_FAILURES && (await tryToRead(repository, [oid], visitor))) continue;
    failures++;
    holders.unread(oid, 'Git could not read it: it is damaged, or made from what is.');
  }
}

async function tryToRead(repository: Repository, oids: readonly Oid[], visitor: GitVisitor): Promise<boolean> {
  try {
    if (oids.length > 0) await repository.read(oids, visitor);
    return true;
  } catch (error) {
    if (error instanceof UnleakError && error.code !== 'git-missing') return false;
    throw error;
  }
}

/** Puts windows together, up to a size; looks at each of a larger object. */
class GitVisitor implements ObjectVisitor {
  readonly #open: OpenQuestions;
  readonly #holders: Holders;
  #whole: Buffer | undefined;

  constructor(open: OpenQuestions, holders: Holders) {
    this.#open = open;
    this.#holders = holders;
  }

  window(window: ObjectWindow): void {
    const { oid, type, size, bytes, offset, last } = window;
    if (size > LARGEST_WHOLE) lookAtWindow(window, this.#holders);
    else {
      if (offset === 0) this.#whole = last ? bytes : Buffer.allocUnsafe(size);
      if (!(offset === 0 && last)) bytes.copy(this.#whole!, offset);
      if (last) this.#holders.look(oid, type, this.#whole!);
    }
    if (!last) return;
    this.#whole = undefined;
    if (!this.#open.get(oid)) this.#holders.count(1, size);
    this.#open.delete(oid);
  }

  missing(oid: Oid): void {
    this.#open.delete(oid);
    this.#holders.unread(oid, 'Git does not have it, though something names it.');
  }
}
