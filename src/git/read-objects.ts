import type { Oid } from '../domain/blob.ts';
import { UnleakError } from '../domain/unleak-error.ts';
import { readBatch } from './batch-reader.ts';
import { checkOid } from './check-oid.ts';
import { feed } from './feed.ts';
import { gitLines } from './lines.ts';
import { type GitOptions, startGit } from './process.ts';
import type { ObjectVisitor } from './repository.ts';

const ALL_OBJECTS = ['cat-file', '--batch-all-objects', '--unordered', '--buffer'];

/** Reads objects by id. @throws UnleakError unless git answered for each of them */
export async function readObjects(
  options: GitOptions,
  oids: AsyncIterable<Oid> | Iterable<Oid>,
  visitor: ObjectVisitor,
): Promise<void> {
  const git = startGit(['cat-file', '--batch', '--buffer'], options);
  try {
    let unlisted: unknown;
    const feeding = feed(oids, git.stdin).catch((reason: unknown) => {
      // Without all ids there is no use in going on; that git then ends by our hand explains nothing.
      unlisted = reason;
      git.kill();
      return 0;
    });
    const done = git.done.catch((reason: unknown) => Promise.reject(unlisted ?? reason));
    // Nobody awaits it where the visitor fails first.
    done.catch(() => {});
    const answered = await readBatch(git.stdout, visitor).catch((error: unknown) => betterReason(error, done));
    const [asked] = await Promise.all([feeding, done]);
    if (unlisted !== undefined) throw unlisted;
    if (asked !== answered) throw incompleteAnswer(asked, answered);
  } finally {
    git.kill();
  }
}

/** Reads every object of the store. @throws UnleakError when git handed out fewer than it has */
export async function readEveryObject(options: GitOptions, visitor: ObjectVisitor): Promise<void> {
  const asked = await countObjects(options);
  const git = startGit([...ALL_OBJECTS, '--batch'], options);
  git.stdin.end();
  try {
    const answered = await readBatch(git.stdout, visitor).catch((error: unknown) => betterReason(error, git.done));
    await git.done;
    // More than that may have come meanwhile.
    if (answered < asked) throw incompleteAnswer(asked, answered);
  } finally {
    git.kill();
  }
}

/** How many objects there are: the proof that all were seen. git looks none of them up for that. */
async function countObjects(options: GitOptions): Promise<number> {
  const git = startGit([...ALL_OBJECTS, '--batch-check=%(objectname)'], options);
  git.stdin.end();
  let count = 0;
  for await (const line of gitLines(git.stdout)) if (checkOid(line)) count++;
  await git.done;
  return count;
}

/** Throws why reading stopped: where git's output ended early, git knows better; the visitor's own errors stay as they are. */
async function betterReason(error: unknown, done: Promise<unknown>): Promise<never> {
  if (error instanceof UnleakError && error.code === 'git-failed') await done;
  throw error;
}

const incompleteAnswer = (asked: number, answered: number): UnleakError =>
  new UnleakError(
    'git-failed',
    `git answered for ${answered} of ${Number.isFinite(asked) ? asked : 'more'} objects.`,
    'Run `git fsck`, then try again.',
  );
