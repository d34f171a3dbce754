import { GitProgram } from '../../git/git-program.ts';
import { isGitOnPath } from '../../git/is-git-on-path.ts';
import { openInHook } from '../../git/open-repository.ts';
import { runGate } from '../run-gate.ts';

/**
 * Before a commit or a merge commit: git starts it in the work tree's top folder, with GIT_INDEX_FILE naming the index
 * that the commit is made from (https://git-scm.com/docs/githooks#_pre_commit). It runs at every commit, so git is set to
 * work before the engine is loaded.
 */
export async function preCommit(door: 'pre-commit' | 'pre-merge-commit'): Promise<number> {
  const cwd = process.cwd();
  const prepared = isGitOnPath() ? openInHook(cwd, false, new GitProgram(cwd).startStaged()) : undefined;
  return runGate(door, { cwd, source: { kind: 'staged' }, inHook: true, plugins: true }, prepared);
}
