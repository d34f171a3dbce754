import { REPOSITORY_VARIABLES } from '../../../git/refs/git-at.ts';
import type { Refusal } from '../../plan/purge-plan.ts';

/** Variables that lead git to other folders: what is purged must be exactly the repository that the person stands in. */
export function environment(): Refusal[] {
  const set = REPOSITORY_VARIABLES.filter((name) => process.env[name]);
  if (set.length === 0) return [];
  return [
    {
      code: 'environment',
      message: `The environment leads git elsewhere: ${set.join(', ')} ${set.length === 1 ? 'is' : 'are'} set, as in a hook.`,
      wayOut: `Run the purge in a shell of its own, after: unset ${set.join(' ')}`,
    },
  ];
}
