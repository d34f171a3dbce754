import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UnleakError } from '../../domain/unleak-error.ts';
import { sync, writeWhole } from './durable.ts';

/** How far a purge is, in order; then the ways out. */
export const STATES = [
  'planned',
  'backed-up',
  'written',
  'moving-refs',
  'refs-moved',
  'refreshed',
  'proven',
  'finishing',
  'compacted',
  'deleting-backup',
  'finished',
  'undoing',
  'undone',
] as const;
export type JournalState = (typeof STATES)[number];

/** One line of the journal. */
export interface JournalEntry {
  readonly state: JournalState;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** The backup's folder; with `planned`. */
  readonly backup?: string;
}

const FILE = 'journal.jsonl';

/** `<common>/unleak/purge-<time>/journal.jsonl`: a line for each step that is done, on disk before the next begins. */
export class Journal {
  /** Where this purge keeps its things; absolute. */
  readonly folder: string;
  #entries: readonly JournalEntry[];

  private constructor(folder: string, entries: readonly JournalEntry[]) {
    this.folder = folder;
    this.#entries = entries;
  }

  /** Begins a journal. @param id as `newPurgeId` made it */
  static begin(commonDirectory: string, id: string, backup: string): Journal {
    const folder = join(commonDirectory, 'unleak', `purge-${id}`);
    mkdirSync(join(commonDirectory, 'unleak'), { recursive: true });
    mkdirSync(folder, { mode: 0o700 });
    const journal = new Journal(folder, []);
    journal.add('planned', { backup });
    for (const made of [folder, join(folder, '..'), commonDirectory]) sync(made);
    return journal;
  }

  /** The journal of the newest purge that began to do anything; undefined: there was none. */
  static last(commonDirectory: string): Journal | undefined {
    return Journal.all(commonDirectory)[0];
  }

  /** The journals of all purges that began to do anything, the newest first. */
  static all(commonDirectory: string): Journal[] {
    const all = join(commonDirectory, 'unleak');
    if (!existsSync(all)) return [];
    const folders = readdirSync(all).filter((name) => /^purge-\d/.test(name));
    return folders
      .sort()
      .reverse()
      .map((name) => new Journal(join(all, name), readEntries(join(all, name, FILE))))
      .filter((journal) => journal.#entries.length > 0);
  }

  get state(): JournalState {
    return this.#entries.at(-1)!.state;
  }

  /** Where the backup lies, or was going to. */
  get backup(): string {
    return this.#entries.find(({ backup }) => backup !== undefined)!.backup!;
  }

  /** Whether a step was ever reached. */
  has(state: JournalState): boolean {
    return this.#entries.some((entry) => entry.state === state);
  }

  /** When a step was last reached, in milliseconds since 1970. */
  timeOf(state: JournalState): number | undefined {
    return this.#entries.findLast((entry) => entry.state === state)?.time;
  }

  /** Writes down that a step is done (or, for the words in -ing, that it begins). */
  add(state: JournalState, more: Pick<JournalEntry, 'backup'> = {}): void {
    const entry: JournalEntry = { state, time: Date.now(), ...more };
    const handle = openSync(join(this.folder, FILE), 'a', 0o600);
    try {
      // The line end comes first: what a crash cut off before stays a line of its own.
      writeWhole(handle, Buffer.from(`\n${JSON.stringify(entry)}\n`));
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    this.#entries = [...this.#entries, entry];
  }
}

/** Names a purge by its time, so that names sort. */
export const newPurgeId = (now: Date = new Date()): string => now.toISOString().replace(/[-:]/g, '').replace('.', '-');

function readEntries(file: string): JournalEntry[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8').split('\n').flatMap(parseEntry);
}

/** A line that a crash cut off tells of a step that was not done. */
function parseEntry(line: string): JournalEntry[] {
  if (!line.startsWith('{') || !line.endsWith('}')) return [];
  const entry = JSON.parse(line) as JournalEntry;
  if (STATES.includes(entry.state)) return [entry];
  throw new UnleakError(
    'unsupported',
    'The journal of the last purge holds a step that this version of unleak does not know.',
    'Go on with the version that began it.',
  );
}
