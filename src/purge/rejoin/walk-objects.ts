import type { Oid } from '../../domain/blob.ts';
import { lines } from '../../git/lines.ts';
import { startGit } from '../../git/process.ts';
import { gitAt } from '../../git/refs/git-at.ts';

/** What a walk of git met. */
export interface Walked {
  /** Of all that it met. */
  readonly objects: number;
  /** Those that were looked for. */
  readonly met: ReadonlySet<Oid>;
}

/**
 * Lets git walk over everything that some commits and refs lead to, and says which objects it met of those that are looked for.
 * @param from revisions, or options that name some, such as `--all`
 */
export async function walkObjects(
  gitDirectory: string,
  from: readonly string[],
  wanted: { has(oid: Oid): boolean },
): Promise<Walked> {
  const args = ['rev-list', '--objects', '--no-object-names'];
  const git = startGit([...args, ...from.filter(isOption), '--stdin'], gitAt(gitDirectory));
  git.stdin.end(
    from
      .filter((revision) => !isOption(revision))
      .map((revision) => `${revision}\n`)
      .join(''),
    'latin1',
  );
  const met = new Set<Oid>();
  let objects = 0;
  for await (const oid of lines(git.stdout)) {
    objects++;
    if (wanted.has(oid)) met.add(oid);
  }
  await git.done;
  return { objects, met };
}

const isOption = (text: string): boolean => text.startsWith('-');
