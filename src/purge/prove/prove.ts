import { realpathSync } from 'node:fs';
import type { Oid } from '../../domain/blob.ts';
import type { LiteralOptions } from '../../gate/history/literals/find-literals.ts';
import type { Repository } from '../../git/repository.ts';
import type { Cleans } from '../find/cleans.ts';
import type { Found } from '../find/found.ts';
import type { KnownPacks } from '../find/known-packs.ts';
import { Gathered } from './gathered.ts';
import { lookAtFile } from './look-at-file.ts';
import { lookAtObjects } from './look-at-objects.ts';
import { idsOf, lookAtRepository } from './look-at-repository.ts';
import type { Proof } from './proof.ts';
import { Teller } from './teller.ts';

/** What a proof is about. Folders are absolute paths. */
export interface ProofParts extends LiteralOptions {
  readonly repository: Repository;
  /** Of the work tree that the purge was started in. */
  readonly gitDirectory: string;
  /** That all work trees share. */
  readonly commonDirectory: string;
  /** The top folders of all work trees. */
  readonly worktrees: readonly string[];
  readonly cleaner: Cleans;
  /** Old objects that may still be there, until `--finish` drops them; no index may name one. */
  readonly allowed?: ReadonlySet<Oid>;
  /** Packs that were searched for the plan of this very purge: what they hold is `allowed`. */
  readonly known?: KnownPacks;
}

/**
 * Looks for the targets in all that git keeps: every object, reachable or not, every file and name below the git directory,
 * the repositories of submodules. The objects are opened anew, and nothing that was known before is used but `known`.
 * @throws UnleakError `io`, `git-missing`
 */
export async function prove(parts: ProofParts): Promise<Proof> {
  // In the repositories of submodules nothing is known.
  const { known: _, ...others } = parts;
  const { repository, cleaner, allowed = new Set<Oid>(), worktrees } = parts;
  const begin = performance.now();
  const teller = new Teller(cleaner);
  const gathered = new Gathered(teller);
  const found = await lookAtObjects(await repository.objectFolders(), repository, { ...parts, gathered });
  let { objects, bytes } = found;
  const count = (more: number, moreBytes: number): void => {
    objects += more;
    bytes += moreBytes;
  };
  const old = new Set([...allowed, ...idsOf(found)]);
  for (const folder of foldersOf(parts)) await lookAtRepository(folder, { ...others, teller, gathered, old, count });
  for (const worktree of worktrees) await lookAtPointer(worktree, teller, gathered);
  const holders = without(found, allowed);
  const { files, names, notLookedAt } = gathered;
  const left = [idsOf(holders), holders.unread, files, names, notLookedAt];
  const clean = left.every(({ length }) => length === 0);
  return { clean, objects, bytes, holders, files, names, notLookedAt, milliseconds: performance.now() - begin };
}

/** The common folder holds those of all work trees, as a rule. */
function foldersOf({ gitDirectory, commonDirectory }: ProofParts): string[] {
  const [own, common] = [realpathSync(gitDirectory), realpathSync(commonDirectory)];
  return `${own}/`.startsWith(`${common}/`) ? [common] : [common, own];
}

/** The file in a further work tree that says where its git directory is. */
async function lookAtPointer(worktree: string, teller: Teller, gathered: Gathered): Promise<void> {
  const file = Buffer.from(`${worktree}/.git`);
  // A folder can't be read as a file; it was looked at already.
  if ((await lookAtFile(file, teller)) === 'tells') gathered.file(file, 'It holds the text that was to go.');
}

function without({ blobs, commits, tags, trees, ...rest }: Found, allowed: ReadonlySet<Oid>): Found {
  const others = (oids: readonly Oid[]): Oid[] => oids.filter((oid) => !allowed.has(oid));
  return { blobs: others(blobs), commits: others(commits), tags: others(tags), trees: others(trees), ...rest };
}
