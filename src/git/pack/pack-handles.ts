import { closeSync } from 'node:fs';
import type { PackTable } from './pack-table.ts';
import { type OpenFile, openRegular, readAt } from './read-file.ts';

// A process may have some hundred files open, and a neglected repository a thousand packs.
const MOST_OPEN = 64;

/** Open packs, by their number in the store; those that were not used for long are closed. */
export class PackHandles {
  readonly #packs: readonly PackTable[];
  readonly #open = new Map<number, OpenFile>();

  constructor(packs: readonly PackTable[]) {
    this.#packs = packs;
  }

  /** Fills `into` from a position of a pack. @returns bytes read @throws Unusable, or the operating system's error */
  read(pack: number, into: Uint8Array, position: number): number {
    return readAt(this.#handle(pack).fd, into, position);
  }

  close(): void {
    for (const { fd } of this.#open.values()) closeSync(fd);
    this.#open.clear();
  }

  #handle(pack: number): OpenFile {
    const open = this.#open.get(pack) ?? openRegular(this.#packs[pack]!.file);
    this.#open.delete(pack);
    this.#open.set(pack, open);
    if (this.#open.size > MOST_OPEN) this.#closeOldest();
    return open;
  }

  #closeOldest(): void {
    const [[pack, { fd }]] = this.#open as Iterable<[number, OpenFile]> as [[number, OpenFile]];
    this.#open.delete(pack);
    closeSync(fd);
  }
}
