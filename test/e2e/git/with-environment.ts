import type { TestRepository } from '../../support/sandbox.ts';

/**
 * Runs `action` while this process has the sandbox's environment: no GIT_* but those of the sandbox and `extra`, a home
 * of its own. The adapters read `process.env`, so tests of one file must not run at the same time.
 */
export async function withEnvironment<T>(
  { sandbox }: Pick<TestRepository, 'sandbox'>,
  extra: Record<string, string>,
  action: () => Promise<T>,
): Promise<T> {
  const saved = { ...process.env };
  replaceEnvironment({ ...sandbox.env, ...extra });
  try {
    return await action();
  } finally {
    replaceEnvironment(saved);
  }
}

function replaceEnvironment(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env);
}
