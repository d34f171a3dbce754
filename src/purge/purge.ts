import { UnleakError } from '../domain/unleak-error.ts';
import type { PurgePlan } from './plan/purge-plan.ts';
import type { PurgeRequest } from './purge-types.ts';
import type { Receipt } from './receipt/receipt.ts';
import { applyAgreed } from './steps/apply-purge.ts';
import { placeOf } from './steps/mirror.ts';
import { type Planned, planAt, refusalsBefore } from './steps/plan-purge.ts';

export { checkFinish, finishPurge, resumePurge, undoPurge } from './steps/after-purge.ts';

// What a plan was made from, so that nothing is searched twice. Nobody else can make a plan that is applied.
const made = new WeakMap<PurgePlan, Planned>();

/** Says what a purge would do; changes nothing (for a remote, a mirror is made). @throws UnleakError */
export async function planPurge(request: PurgeRequest): Promise<PurgePlan> {
  const planned = await planAt(await placeOf(request.cwd, request.way), request);
  made.set(planned.plan, planned);
  return planned.plan;
}

/**
 * Does what a plan says.
 * @param plan as `planPurge` gave it in this process
 * @throws UnleakError for what speaks against it, and where the repository is no longer as it was planned for
 */
export async function applyPurge(request: PurgeRequest, plan: PurgePlan): Promise<Receipt> {
  const planned = made.get(plan);
  if (!planned) throw new Error('A plan is applied as planPurge gave it.');
  const { subject, survey } = planned;
  if (plan.refusals.length > 0 || !survey) throw refused(plan.refusals[0]);
  const [refusal] = await refusalsBefore(subject, survey.store);
  if (refusal) throw refused(refusal);
  return applyAgreed({ ...planned, survey, request });
}

const refused = (refusal: PurgePlan['refusals'][number] | undefined): UnleakError =>
  new UnleakError('usage', refusal?.message ?? 'This plan can’t be applied.', refusal?.wayOut ?? 'Make a new one.');
