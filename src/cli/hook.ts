import { preCommit } from './hook/pre-commit.ts';

/** Runs one hook. @returns the exit code */
export async function hook([name, ...args]: readonly string[]): Promise<number> {
  switch (name) {
    case 'pre-commit':
    case 'pre-merge-commit':
      return preCommit(name, args);
    case 'commit-msg':
      return (await import('./hook/commit-msg.ts')).commitMsg(args);
    case 'pre-push':
      return (await import('./hook/pre-push.ts')).prePush(args);
    case 'pre-receive':
      return (await import('./hook/pre-receive.ts')).preReceive(args);
    default:
      throw (await import('./parse-options.ts')).usage(
        'hook takes pre-commit, pre-merge-commit, commit-msg, pre-push or pre-receive.',
      );
  }
}
