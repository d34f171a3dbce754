import { type GitOptions, gitEnvironment } from '../process.ts';

/**
 * Variables that would lead git away from the repository that is named to it, or show it differently:
 * `git rev-parse --local-env-vars`, and what namespaces and a server's quarantine set.
 */
export const REPOSITORY_VARIABLES: readonly string[] = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_COMMON_DIR',
  'GIT_INDEX_FILE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_SHALLOW_FILE',
  'GIT_NAMESPACE',
  'GIT_QUARANTINE_PATH',
  'GIT_REPLACE_REF_BASE',
];

const ALSO_CLEARED = ['GIT_IMPLICIT_WORK_TREE', 'GIT_PREFIX'];

/** Options for git in exactly this git directory, whatever the environment says. */
export function gitAt(gitDirectory: string, extra: NodeJS.ProcessEnv = {}, cwd: string = gitDirectory): GitOptions {
  const env = gitEnvironment();
  for (const name of [...REPOSITORY_VARIABLES, ...ALSO_CLEARED]) delete env[name];
  return { cwd, env: { ...env, GIT_DIR: gitDirectory, ...extra } };
}
