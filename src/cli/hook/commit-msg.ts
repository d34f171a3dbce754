import { usage } from '../parse-options.ts';
import { runGate } from '../run-gate.ts';

/** With the message of a commit that is being made, in a file. https://git-scm.com/docs/githooks#_commit_msg */
export async function commitMsg([file]: readonly string[]): Promise<number> {
  if (file === undefined) throw usage('hook commit-msg takes the file that holds the message.');
  return runGate('commit-msg', { cwd: process.cwd(), source: { kind: 'message', file }, inHook: true, plugins: true });
}
