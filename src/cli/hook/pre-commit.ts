import { readSync } from 'node:fs';
import { isPipedStageClean } from '../../gate/piped-staged.ts';

const STDIN = 0;
const CHUNK = 256 * 1024;

/**
 * Before a commit or a merge commit: git starts it in the work tree's top folder, with GIT_INDEX_FILE naming the index
 * that the commit is made from (https://git-scm.com/docs/githooks#_pre_commit). It runs at every commit, so the hook
 * script sets git to work while node starts (`--piped`).
 */
export async function preCommit(door: 'pre-commit' | 'pre-merge-commit', args: readonly string[]): Promise<number> {
  const cwd = process.cwd();
  if (args[0] === '--piped' && (await isPipedStageClean(cwd, readInput))) {
    // At once: leaving in the ordinary way waits for V8 to finish compiling what will never run.
    process.exit(0);
  }
  // git is not started ahead here: node throws away what a program that has ended printed before anybody reads it, and
  // while a configuration is being loaded nobody does. The commit would look empty.
  const { runGate } = await import('../run-gate.ts');
  return runGate(door, { cwd, source: { kind: 'staged' }, inHook: true, plugins: true });
}

/** Read synchronously: `process.stdin` would load the code of pipes and sockets first. */
function readInput(): Buffer | undefined {
  const chunk = Buffer.allocUnsafe(CHUNK);
  const length = readSync(STDIN, chunk);
  return length === 0 ? undefined : chunk.subarray(0, length);
}
