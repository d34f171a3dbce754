import { gitEnvironment, runGit } from '../../git/process.ts';

/** The names of all refs, and what the symbolic ones point to, however git keeps them. @throws UnleakError */
export async function refNames(gitDirectory: string): Promise<Buffer[]> {
  const env = { ...gitEnvironment(), GIT_DIR: gitDirectory };
  // refs/heads/main␊refs/remotes/origin/HEAD␊refs/remotes/origin/main␊
  const printed = await runGit(['for-each-ref', '--format=%(refname)%0a%(symref)'], { cwd: gitDirectory, env });
  const names = printed.toString('latin1').split('\n').filter(Boolean);
  return names.map((name) => Buffer.from(name, 'latin1'));
}
