import { relative, resolve } from 'node:path';
import type { Skip, SkipReason } from '../domain/coverage.ts';
import { type ErrorCode, UnleakError } from '../domain/unleak-error.ts';
import type { OpenedRepository } from '../git/open-repository.ts';
import type { ObjectRange, Repository } from '../git/repository.ts';
import { BudgetExceeded } from './budget-exceeded.ts';
import type { EngineOptions } from './engine-options.ts';
import { inTime } from './in-time.ts';
import { type Attribution, byOwnPath, type Reading } from './place.ts';
import type { PurgedWatch } from './purged/purged-watch.ts';
import type { Settings } from './settings.ts';
import type { Source } from './source.ts';
import { readEverything } from './sources/everything.ts';
import { readFiles, readStream } from './sources/files.ts';
import { readMessage } from './sources/message.ts';
import { pushedRange, receivedRange } from './sources/push.ts';
import { readRange } from './sources/range.ts';
import { readStaged } from './sources/staged.ts';
import type { Sweep } from './sweep.ts';

/** Reading stopped because of these: what was read before still counts, and the verdict is `incomplete` at best. */
const UNREADABLE: Partial<Record<ErrorCode, SkipReason>> = {
  'object-missing': 'missing-object',
  'object-corrupt': 'corrupt-object',
  'git-failed': 'unreadable-file',
  unsupported: 'unsupported',
};

/** What is recorded when the time runs out. */
export const OUT_OF_TIME: Skip = { reason: 'time-budget', what: 'what was not read in time', incomplete: true };

/** What sources are read with. */
export interface ReadTools {
  readonly settings: Settings;
  readonly sweep: Sweep;
  readonly purgedWatch: PurgedWatch;
  /** Milliseconds since the epoch; a git that hangs is ended then. */
  readonly deadline: number;
  readonly engine: EngineOptions;
}

/**
 * Reads a source to its end, or as far as it can be read; what could not be is recorded in the sweep.
 */
export async function readSource(
  cwd: string,
  source: Source,
  opened: OpenedRepository | undefined,
  tools: ReadTools,
): Promise<Attribution> {
  const { sweep, deadline } = tools;
  // Until the source is ready nothing is known of the places.
  let attribution: Attribution = byOwnPath;
  const readIt = async () => {
    const reading = await prepare(cwd, source, opened, tools);
    attribution = reading.attribution;
    await reading.read().catch((error: unknown) => note(error, sweep));
  };
  try {
    await inTime(deadline, readIt());
  } catch (error) {
    if (!(error instanceof BudgetExceeded)) throw error;
    sweep.skip(OUT_OF_TIME);
  }
  return attribution;
}

/** Records why reading stopped. @throws what is no property of what was read */
function note(error: unknown, sweep: Sweep): void {
  const reason = error instanceof UnleakError ? UNREADABLE[error.code] : undefined;
  if (reason === undefined) throw error;
  sweep.skip({ reason, what: (error as UnleakError).message, incomplete: true });
}

async function prepare(
  cwd: string,
  source: Source,
  opened: OpenedRepository | undefined,
  tools: ReadTools,
): Promise<Reading> {
  const { sweep } = tools;
  if (source.kind === 'stdin') return readStream(source.stream, sweep);
  if (source.kind === 'message') return readMessage(resolve(cwd, source.file), sweep);
  if (source.kind === 'paths') {
    const folder = opened && !opened.bare ? opened.topLevel : cwd;
    return readFiles(
      folder,
      source.paths.map((path) => fromFolder(folder, resolve(cwd, path))),
      { ...tools, archives: source.archives ?? false },
    );
  }
  const { repository, bare } = opened!;
  if (source.kind === 'staged' && bare) {
    throw new UnleakError('usage', 'A bare repository has no index to scan.', 'Scan its history: unleak scan --all.');
  }
  if (source.kind === 'staged') return readStaged(repository, sweep);
  const parts = { repository, ...tools };
  switch (source.kind) {
    case 'push':
      return readRange(parts, await pushedRange(repository, source), { shallow: 'ignored' });
    case 'receive':
      return readRange(parts, receivedRange(source.updates), { shallow: 'ignored', quarantined: isQuarantined() });
    case 'range':
      return readRange(parts, await resolveRange(repository, source), { shallow: 'incomplete' });
    case 'all':
      return readEverything(parts);
  }
}

/** Whether git holds what is pushed in a folder of its own: https://git-scm.com/docs/git-receive-pack#_quarantine_environment */
const isQuarantined = (): boolean => process.env.GIT_QUARANTINE_PATH !== undefined;

/** A path as the report names it: from the work tree's top, or absolute where it lies outside. */
export function fromFolder(folder: string, absolute: string): string {
  const path = relative(folder, absolute);
  return path === '' ? '.' : path.startsWith('..') ? absolute : path;
}

async function resolveRange(repository: Repository, { from, to }: { from?: string; to: string }): Promise<ObjectRange> {
  const [tip, base] = await Promise.all([to, from].map((name) => name && resolveOrFail(repository, name)));
  return { tips: [tip!], exclude: base ? [base] : [], excludeRefs: 'none' };
}

async function resolveOrFail(repository: Repository, name: string): Promise<string> {
  const rivals = await repository.rivals(name);
  if (rivals.length > 0) {
    throw new UnleakError(
      'usage',
      `The revision ${JSON.stringify(name)} may mean ${rivals.join(' or ')}, and they differ.`,
      'Give the full name of the one that you mean.',
    );
  }
  const oid = await repository.resolve(name);
  if (oid !== undefined) return oid;
  throw new UnleakError(
    'unknown-revision',
    `The revision ${JSON.stringify(name)} is not in this repository, so the range can't be scanned.`,
    'Check its name; in a shallow clone fetch the history first: git fetch --unshallow (actions/checkout: fetch-depth: 0).',
  );
}
