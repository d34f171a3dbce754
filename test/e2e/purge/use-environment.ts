/** Gives this process a sandbox's environment: what is tested in it starts git by itself. Test files run in processes of their own. */
export function useEnvironment(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) if (name.startsWith('GIT_')) delete process.env[name];
  Object.assign(process.env, env);
}
