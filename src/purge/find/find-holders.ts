import { findLiterals, type LiteralOptions } from '../../gate/history/literals/find-literals.ts';
import type { ObjectStore } from '../../git/pack/object-store.ts';
import type { Repository } from '../../git/repository.ts';
import type { Cleans } from './cleans.ts';
import type { Found } from './found.ts';
import { Holders } from './holders.ts';
import { lookAgain, type OpenQuestions } from './look-again.ts';
import { lookAtLoose } from './look-at-loose.ts';
import { PackedNumbers } from './packed-numbers.ts';
import { readWithGit } from './read-with-git.ts';

/**
 * Finds every object that holds a target, reachable or not. What may hold one, the engine's walk says; `clean` decides.
 * What lies in packs or folders that the store could not use (`store.unreadable`) is not looked at: that is for the caller
 * to refuse.
 * @throws UnleakError `io`, `git-missing`
 */
export async function findHolders(
  store: ObjectStore,
  repository: Repository,
  cleaner: Cleans,
  options: LiteralOptions = {},
): Promise<Found> {
  const holders = new Holders(cleaner, store.hashLength);
  const numbers = new PackedNumbers(store);
  const scan = await findLiterals(store, cleaner.prefilter(), options, (number, bytes, hits) =>
    holders.look(numbers.oid(number), numbers.type(number), bytes, hits),
  );
  holders.count(scan.objects, scan.bytes);
  const open: OpenQuestions = new Map(scan.hits.map((number) => [numbers.oid(number), true]));
  for (const number of scan.unread) {
    const oid = numbers.oid(number);
    open.set(oid, open.get(oid) ?? numbers.isCopy(number));
  }
  lookAtLoose(store, scan, holders, open);
  lookAgain(store, open, holders, scan.inspector);
  await readWithGit(repository, open, holders);
  return holders.found();
}
