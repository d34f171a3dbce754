import { type Dirent, readdirSync } from 'node:fs';
import { UnleakError } from '../domain/unleak-error.ts';
import { startGit } from './process.ts';

/**
 * The files below a folder, as paths relative to `cwd`: inside a work tree those that git tracks or would add, elsewhere
 * all but what lies in a `.git` folder. Bytes, since a file's name need not be UTF-8.
 * @throws UnleakError when a folder can't be read
 */
export async function* listFiles(cwd: string, folder: string): AsyncGenerator<Buffer> {
  let listed = false;
  try {
    for await (const path of listWithGit(cwd, folder)) {
      listed = true;
      yield path;
    }
  } catch (error) {
    const outside = error instanceof UnleakError && (error.code === 'not-a-repository' || error.code === 'git-missing');
    if (!outside || listed) throw error;
    yield* walk(cwd, Buffer.from(folder));
    return;
  }
  // A folder that git ignores has no files to git; whoever names it means what is in it.
  if (!listed && folder !== '.') yield* walk(cwd, Buffer.from(folder));
}

async function* listWithGit(cwd: string, folder: string): AsyncGenerator<Buffer> {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate', '--', folder];
  // Of a folder that it may not enter git only says so.
  const git = startGit(args, { cwd, refuse: /^warning: could not open directory/m });
  git.stdin.end();
  let rest = Buffer.alloc(0);
  for await (const chunk of git.stdout as AsyncIterable<Buffer>) {
    let data = Buffer.concat([rest, chunk]);
    for (let end = data.indexOf(0); end >= 0; end = data.indexOf(0)) {
      yield data.subarray(0, end);
      data = data.subarray(end + 1);
    }
    rest = Buffer.from(data);
  }
  await git.done;
}

function* walk(cwd: string, folder: Buffer): Generator<Buffer> {
  for (const entry of entriesOf(cwd, folder)) {
    const path = Buffer.concat([folder, Buffer.from('/'), entry.name as unknown as Buffer]);
    if (!entry.isDirectory()) yield path;
    else if (entry.name.toString() !== '.git') yield* walk(cwd, path);
  }
}

function entriesOf(cwd: string, folder: Buffer): Dirent[] {
  const absolute = folder[0] === 0x2f ? folder : Buffer.concat([Buffer.from(`${cwd}/`), folder]);
  try {
    return readdirSync(absolute, { withFileTypes: true, encoding: 'buffer' }) as unknown as Dirent[];
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new UnleakError(
      'io',
      `The folder ${JSON.stringify(folder.toString())} could not be read (${code}).`,
      'Check its permissions.',
      { cause },
    );
  }
}
