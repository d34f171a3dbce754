import { UnleakError } from '../../domain/unleak-error.ts';
import { applyPlanned } from './apply-rejoin.ts';
import { type PlannedRejoin, planAt } from './plan-rejoin.ts';
import type { RejoinPlan, RejoinRequest, RejoinResult } from './rejoin-types.ts';

export { finishRejoin, resumeRejoin, undoRejoin } from './after-rejoin.ts';

// What a plan was made from, so that nothing is worked out twice. Nobody else can make a plan that is applied.
const made = new WeakMap<RejoinPlan, PlannedRejoin>();

/** Says how a clone's own work would be moved onto a purged history; changes nothing. @throws UnleakError */
export async function planRejoin(request: RejoinRequest): Promise<RejoinPlan> {
  const planned = await planAt(request);
  made.set(planned.plan, planned);
  return planned.plan;
}

/**
 * Does what a plan says.
 * @param plan as `planRejoin` gave it in this process
 * @throws UnleakError for what speaks against it, and where the clone is no longer as it was planned for
 */
export function applyRejoin(plan: RejoinPlan): Promise<RejoinResult> {
  const planned = made.get(plan);
  if (!planned) throw new Error('A plan is applied as planRejoin gave it.');
  const [refusal] = plan.refusals;
  if (refusal) throw new UnleakError('usage', refusal.message, refusal.wayOut);
  return applyPlanned(planned);
}
