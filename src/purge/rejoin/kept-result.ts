import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Oid } from '../../domain/blob.ts';
import { UnleakError } from '../../domain/unleak-error.ts';
import type { RepositoryLayout } from '../../git/refs/layout.ts';
import { jsonText } from '../../report/json-text.ts';
import { Journal } from '../safety/journal.ts';
import type { RejoinResult } from './rejoin-types.ts';

const RESULT = 'rejoin.json';
const OLD = 'old-objects';

/** Keeps what a rejoin did in its folder. */
export const writeResult = (result: RejoinResult): void =>
  writeFileSync(join(result.folder, RESULT), jsonText(result), { mode: 0o600 });

/** Keeps the old objects that were here, for the proof that they are gone. */
export const keepOld = (folder: string, oids: Iterable<Oid>): void =>
  writeFileSync(join(folder, OLD), [...oids].map((oid) => `${oid}\n`).join(''), { mode: 0o600 });

/** What `keepOld` kept. */
export const readOld = (folder: string): ReadonlySet<Oid> =>
  new Set(readFileSync(join(folder, OLD), 'latin1').split('\n').filter(Boolean));

/** The last rejoin of a clone. @throws UnleakError where the last thing done was none, or it was taken back */
export function lastRejoin({ commonDirectory }: RepositoryLayout): { journal: Journal; result: RejoinResult } {
  const journal = Journal.last(commonDirectory);
  const result = journal && resultIn(journal);
  if (!journal || !result || journal.state === 'undone') throw none();
  return { journal, result };
}

/** Backups of rejoins that came before and were neither finished nor taken back. */
export function earlierBackups({ commonDirectory }: RepositoryLayout): string[] {
  const journal = Journal.last(commonDirectory);
  const result = journal && resultIn(journal);
  if (!journal || !result || ['finished', 'undone'].includes(journal.state)) return [];
  return [...result.earlier, result.backup].filter((folder) => existsSync(folder));
}

/** Whether what a folder keeps is of a rejoin. */
export const isRejoin = (folder: string): boolean => existsSync(join(folder, RESULT));

function resultIn({ folder }: Journal): RejoinResult | undefined {
  const file = join(folder, RESULT);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as RejoinResult) : undefined;
}

const none = (): UnleakError =>
  new UnleakError(
    'usage',
    'There is no rejoin here to go on with: the last thing done to the history was something else, or it was taken back.',
    'Run unleak rejoin --map FOLDER --apply first; for a purge it is unleak purge --undo, --resume or --finish.',
  );
