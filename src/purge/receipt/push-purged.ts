import { basename, dirname } from 'node:path';
import type { Oid } from '../../domain/blob.ts';
import { UnleakError } from '../../domain/unleak-error.ts';
import { runGit } from '../../git/process.ts';
import { notReached } from '../../git/reach-remote.ts';
import { pushCommands, pushPlan, type RefPush } from './push-plan.ts';
import type { ChangedRef, Receipt } from './receipt.ts';

/** What a push would do, after a look at the remote. */
export interface CheckedPush {
  readonly pushes: readonly RefPush[];
  /** Tags and notes that the remote does not have: they are not published now. */
  readonly absent: readonly string[];
  /** Refs that are on the remote already as they shall be. */
  readonly done: readonly string[];
  readonly hidden: readonly string[];
}

/**
 * Looks at the remote: what it has must be what the purge began with.
 * @throws UnleakError `usage` where somebody has pushed meanwhile, the purge was taken back, or its proof was not clean; `git-failed` where the remote
 *   can't be reached
 */
export async function checkPush(receipt: Receipt): Promise<CheckedPush> {
  if (!receipt.proof.clean) throw notProven();
  await checkTakenBack(receipt);
  const there = await remoteRefs(receipt);
  const { pushes, hidden } = pushPlan(receipt);
  const done = pushes.filter((push) => (there.get(push.ref) ?? null) === push.new);
  const left = pushes.filter((push) => !done.includes(push));
  const absent = left.filter(({ ref }) => !there.has(ref));
  const moved = left.filter(({ ref, old }) => there.has(ref) && there.get(ref) !== old);
  if (moved.length > 0) throw remoteMoved(moved.map(({ ref }) => ref));
  return {
    pushes: left.filter(({ ref }) => there.has(ref)),
    absent: absent.map(({ ref }) => ref),
    done: done.map(({ ref }) => ref),
    hidden,
  };
}

/** Pushes, with the old values as conditions: a ref that moves between the look and the push stops it. */
export async function pushPurged(receipt: Receipt, { pushes }: CheckedPush): Promise<void> {
  for (const command of pushCommands(pushes, remoteOf(receipt), receipt.way)) await git(receipt, command);
}

/** Tracking refs don't tell: a fetch makes them again what the remote still has. */
async function checkTakenBack(receipt: Receipt): Promise<void> {
  const here = refsIn(await git(receipt, ['for-each-ref', '--format=%(objectname)%09%(refname)']));
  const isBack = ({ name, old, new: now }: ChangedRef): boolean => old !== now && here.get(name) === old;
  const back = receipt.refs.filter((ref) => !ref.name.startsWith('refs/remotes/') && isBack(ref));
  if (back.length > 0) throw takenBack(back[0]!.name);
}

const remoteOf = ({ repository }: Receipt): string => repository.remoteName ?? repository.remote ?? 'origin';

const remoteRefs = async (receipt: Receipt): Promise<Map<string, Oid>> =>
  refsIn(await git(receipt, ['ls-remote', remoteOf(receipt)]));

/** `<oid>\t<ref>` a line; `refs/tags/v1^{}` is what an annotated tag is of. */
function refsIn(printed: Buffer): Map<string, Oid> {
  const pairs = printed
    .toString()
    .split('\n')
    .flatMap((line) => {
      const [, oid, ref] = /^([0-9a-f]{40,64})\t(\S+)$/.exec(line) ?? [];
      return oid === undefined || ref === undefined ? [] : [[ref, oid] as const];
    });
  return new Map(pairs);
}

/** This git may reach the network, and git's own helpers may ask for a password. */
function git({ repository }: Receipt, args: readonly string[]): Promise<Buffer> {
  const env = { ...process.env, LC_ALL: 'C', GIT_NO_REPLACE_OBJECTS: '1' };
  // A relative path of a remote begins at the work tree's top.
  const { gitDirectory } = repository;
  const cwd = basename(gitDirectory) === '.git' ? dirname(gitDirectory) : gitDirectory;
  return runGit(args, { cwd, env }).catch((cause: unknown) => {
    const command = args.find((word) => AT_A_REMOTE.has(word));
    throw command === undefined ? cause : notReached(command, cause);
  });
}

const AT_A_REMOTE: ReadonlySet<string> = new Set(['ls-remote', 'push']);

const notProven = (): UnleakError =>
  new UnleakError(
    'usage',
    'The search after the purge was not clean, so nothing is pushed.',
    'See the receipt for where it still stands; `unleak purge --undo` takes the purge back.',
  );

const takenBack = (ref: string): UnleakError =>
  new UnleakError(
    'usage',
    `The ref ${JSON.stringify(ref)} is again as it was before the purge, so nothing is pushed.`,
    'The purge was taken back, or the old history was fetched into it: purge again.',
  );

const remoteMoved = (refs: readonly string[]): UnleakError =>
  new UnleakError(
    'usage',
    `The remote has moved since the purge: ${refs
      .slice(0, 5)
      .map((ref) => JSON.stringify(ref))
      .join(', ')}${refs.length > 5 ? ` and ${refs.length - 5} more` : ''}.`,
    'Nothing was pushed. Take the purge back (unleak purge --undo), fetch, and purge again; with --remote begin a new mirror.',
  );
