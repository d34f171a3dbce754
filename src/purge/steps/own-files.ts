import type { RepositoryLayout } from '../../git/refs/layout.ts';
import type { Cleaner } from '../clean/cleaner.ts';
import { Gathered } from '../prove/gathered.ts';
import { lookAtFolder } from '../prove/look-at-folder.ts';
import { Teller } from '../prove/teller.ts';
import { rewritable } from '../safety/prepared-files.ts';

/** Made anew from the trees, or by what is pushed and packed. */
const MADE_ANEW = /(?:^|\/)index$|^packed-refs$|^unleak\//;

/**
 * The files below the git directory that hold what is to go and that a purge leaves to their owner: configuration (a remote's URL),
 * hooks, lists of what is ignored, whatever else lies there.
 * @returns paths, redacted
 */
export async function ownFilesWith({ commonDirectory }: RepositoryLayout, cleaner: Cleaner): Promise<string[]> {
  const teller = new Teller(cleaner);
  const gathered = new Gathered(teller);
  await lookAtFolder(commonDirectory, { teller, gathered, old: new Set() });
  const cleaned = new Set([...rewritable(commonDirectory)].map((path) => teller.shown(Buffer.from(path, 'latin1'))));
  const paths = new Set(gathered.files.map(({ path }) => path));
  return [...paths].filter((path) => !cleaned.has(path) && !MADE_ANEW.test(path)).sort();
}
