import type { Oid } from '../../../domain/blob.ts';
import type { Fates } from '../fates.ts';
import type { History } from '../history/history.ts';
import type { LeftCitation } from '../request.ts';
import { hexRuns } from './hex-runs.ts';
import { AMBIGUOUS, PrefixTable } from './prefix-table.ts';

const LINE_ENDS = '\n\n';

/** Ids of commits in messages: full, or as many of their first digits as make them clear among all commits. */
export class Citations {
  updated = 0;
  readonly left: LeftCitation[] = [];
  readonly #history: History;
  readonly #fates: Fates;
  readonly #old: PrefixTable;
  /** Ids that there are afterwards. */
  readonly #new: PrefixTable;
  /** 1 by index: commits that will be rewritten. */
  readonly #expected: Uint8Array;

  constructor(history: History, fates: Fates) {
    const { graph, tables } = history;
    this.#history = history;
    this.#fates = fates;
    this.#expected = new Uint8Array(graph.count);
    this.#old = new PrefixTable(graph.count, tables.hashLength);
    this.#new = new PrefixTable(graph.count, tables.hashLength);
    for (let commit = 0; commit < graph.count; commit++) this.#old.add(commit, tables.id(graph.id[commit]!));
  }

  /** Says that a commit will be rewritten. */
  expect(commit: number): void {
    this.#expected[commit] = 1;
  }

  /** Says what a commit's id is in the end. */
  settle(commit: number): void {
    const number = this.#history.graph.id[commit]!;
    const id = this.#fates.get(number);
    if (id !== null) this.#new.add(commit, id ?? this.#history.tables.id(number));
  }

  /** The commits that a commit's (or tag's) message cites, as indices. */
  cited(object: Buffer): number[] {
    const found: number[] = [];
    const { hashLength } = this.#history.tables;
    const from = object.indexOf(LINE_ENDS);
    if (from < 0) return found;
    hexRuns(object, from, hashLength * 2, (start, end) => {
      const commit = this.#old.find(object.toString('latin1', start, end));
      if (commit >= 0) found.push(commit);
    });
    return found;
  }

  /**
   * Puts new ids in the place of old ones, as long as they were.
   * @param by the commit whose message it is; none for a tag
   * @returns the message, or a changed copy
   */
  update(message: Buffer, by: Oid | undefined): Buffer {
    const edits: [start: number, id: string][] = [];
    hexRuns(message, 0, this.#history.tables.hashLength * 2, (start, end) => {
      const digits = message.toString('latin1', start, end);
      const id = this.#newDigits(digits, by);
      if (id !== undefined && id !== digits) edits.push([start, id]);
    });
    if (edits.length === 0) return message;
    const updated = Buffer.from(message);
    for (const [start, id] of edits) updated.write(id, start, 'latin1');
    this.updated += edits.length;
    return updated;
  }

  /** Notes what a commit cites that is no more, although the commit is as it was. */
  noteUntouched(commit: number, object: Buffer): void {
    const { graph, tables } = this.#history;
    for (const cited of new Set(this.cited(object)))
      if (this.#fates.has(graph.id[cited]!)) this.#leave(tables.oid(graph.id[commit]!), cited);
  }

  #newDigits(digits: string, by: Oid | undefined): string | undefined {
    const commit = this.#old.find(digits);
    if (commit < 0) return undefined;
    const id = this.#fates.get(this.#history.graph.id[commit]!);
    const found = id?.toString('hex').slice(0, digits.length);
    if (found !== undefined && this.#new.find(found) !== AMBIGUOUS) return found;
    // Unless that commit keeps its id: a message that names what is not rewritten yet names what will be gone.
    if (by !== undefined && this.#changes(commit)) this.#leave(by, commit);
    return undefined;
  }

  #changes(commit: number): boolean {
    return this.#fates.has(this.#history.graph.id[commit]!) || this.#expected[commit] === 1;
  }

  #leave(commit: Oid, cited: number): void {
    this.left.push({ commit, cites: this.#history.tables.oid(this.#history.graph.id[cited]!) });
  }
}
