import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Oid } from '../../domain/blob.ts';
import { UnleakError } from '../../domain/unleak-error.ts';
import type { RepositoryLayout } from '../../git/refs/layout.ts';
import { missingObjects } from '../../git/refs/missing-objects.ts';
import type { RefChange } from '../../git/refs/move-refs.ts';
import type { RefState } from '../../git/refs/read-refs.ts';
import { sync, writeDurably } from './durable.ts';
import { withIoErrors } from './io-errors.ts';
import type { Journal } from './journal.ts';
import { prepareFiles } from './prepared-files.ts';
import { type NewOf, refChanges } from './ref-changes.ts';

/** What a work tree has checked out, before and after. */
export interface HeadMove {
  /** As `Worktree.id`. */
  readonly id: string;
  readonly from: Oid;
  readonly to: Oid;
}

/** All that has to be known to move refs and what hangs on them. */
export interface MovePlan {
  /** All refs, as they were. */
  readonly refs: readonly RefState[];
  readonly changes: readonly RefChange[];
  readonly heads: readonly HeadMove[];
}

/** What the plan is made from. */
export interface MoveRequest {
  readonly layout: RepositoryLayout;
  readonly journal: Journal;
  /** All refs, as the rewrite saw them. */
  readonly refs: readonly RefState[];
  readonly newOf: NewOf;
  /** Names of refs that go, whatever became of what they name. */
  readonly dropped?: ReadonlySet<string>;
  /** Takes texts out of messages; undefined where there is nothing to take out. */
  readonly clean: (bytes: Buffer) => Buffer | undefined;
}

const FILE = 'move.json';

/**
 * Writes down the whole move, so that it can be carried out, taken up again and taken back without knowing any secret. To be called when
 * every new object is on disk. The journal says `written` then.
 * @throws UnleakError when a new object is not there, or a branch that is checked out would be left with nothing
 */
export function prepareMove(request: MoveRequest): Promise<MovePlan> {
  return withIoErrors(() => prepare(request));
}

async function prepare({ layout, journal, refs, newOf, dropped, clean }: MoveRequest): Promise<MovePlan> {
  const changes = [
    ...refChanges(refs, newOf).filter(({ name }) => !dropped?.has(name)),
    ...refs.filter(({ name }) => dropped?.has(name)).map(({ name, oid }) => ({ name, old: oid, new: null })),
  ];
  const plan: MovePlan = { refs, changes, heads: headMoves(layout, refs, newOf) };
  const targets = changes.flatMap((change) => change.new ?? []);
  const missing = await missingObjects(layout.commonDirectory, targets);
  if (missing.length > 0) throw notWritten(missing[0]!);
  prepareFiles(layout.commonDirectory, journal.folder, { newOf, clean });
  writeDurably(join(journal.folder, FILE), JSON.stringify(plan), join(journal.folder, 'draft'));
  sync(journal.folder);
  journal.add('written');
  return plan;
}

/** What `prepareMove` wrote down. */
export function readMovePlan(journal: Journal): MovePlan {
  return JSON.parse(readFileSync(join(journal.folder, FILE), 'utf8')) as MovePlan;
}

/** The name of a work tree's HEAD among the refs. */
export const headName = (id: string): string => (id === '' ? 'HEAD' : `worktrees/${id}/HEAD`);

function headMoves(layout: RepositoryLayout, refs: readonly RefState[], newOf: NewOf): HeadMove[] {
  return layout.worktrees.flatMap(({ id }) => {
    const from = refs.find(({ name }) => name === headName(id))?.oid;
    return from === undefined ? [] : [{ id, from, to: newOf(from) ?? from }];
  });
}

const notWritten = (oid: Oid): UnleakError =>
  new UnleakError(
    'object-missing',
    `The new object ${oid} is not in the repository, so no ref was moved.`,
    'Nothing was changed. Please report this.',
  );
