import type { Oid } from '../../domain/blob.ts';
import { hexRuns } from '../rewrite/citations/hex-runs.ts';
import { PrefixTable } from '../rewrite/citations/prefix-table.ts';
import type { HistoryMap } from './history-map.ts';

/** Ids of commits in messages, by what a map says became of these commits, and by what was rebuilt since. */
export class MapCitations {
  updated = 0;
  readonly #table: PrefixTable;
  readonly #now: (Oid | null)[];
  readonly #longest: number;
  readonly #rebuilt = new Map<Oid, Oid>();

  constructor(map: HistoryMap) {
    const all = [...map.all()];
    this.#now = all.map(([, now]) => now);
    this.#longest = map.hashLength * 2;
    this.#table = new PrefixTable(all.length, map.hashLength);
    for (const [number, [old]] of all.entries()) this.#table.add(number, Buffer.from(old, 'hex'));
  }

  /** Says what a commit became that no map knows. */
  add(old: Oid, now: Oid): void {
    this.#rebuilt.set(old, now);
  }

  /** Puts new ids in the place of old ones, as long as they were. @returns the message, or a changed copy */
  update(message: Buffer): Buffer {
    const edits: [start: number, digits: string][] = [];
    hexRuns(message, 0, this.#longest, (start, end) => {
      const digits = message.toString('latin1', start, end);
      const now = this.#newOf(digits)?.slice(0, digits.length);
      if (now !== undefined && now !== digits) edits.push([start, now]);
    });
    if (edits.length === 0) return message;
    const updated = Buffer.from(message);
    for (const [start, digits] of edits) updated.write(digits, start, 'latin1');
    this.updated += edits.length;
    return updated;
  }

  #newOf(digits: string): Oid | undefined {
    const own = [...this.#rebuilt].filter(([old]) => old.startsWith(digits));
    const number = this.#table.find(digits);
    if (own.length === 1 && number === -1) return own[0]![1];
    return own.length === 0 && number >= 0 ? (this.#now[number] ?? undefined) : undefined;
  }
}
