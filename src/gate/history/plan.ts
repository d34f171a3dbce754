import type { PackTable } from '../../git/pack/pack-table.ts';
import { type PackPlan, planShares } from '../../git/pack/plan-shares.ts';
import { BLOB, COMMIT, TAG, TREE } from '../../git/pack/stored-object.ts';

/** Of a pack. It takes a thread some milliseconds: little enough that none waits long for another at the end. */
export const SHARE_BYTES = 512 * 1024;

/** Plans a pack: all of it, or all but the trees. */
export const planPack = (pack: PackTable, { trees = false } = {}): PackPlan =>
  planShares(pack, trees ? [COMMIT, TREE, BLOB, TAG] : [COMMIT, BLOB, TAG], SHARE_BYTES);
