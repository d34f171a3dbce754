import type { Oid } from '../../domain/blob.ts';
import { fromBytes } from '../../report/path-text.ts';
import type { ObjectMap } from '../object-map.ts';
import { lostSignatures, namesOf, type PlanParts, plannedPaths } from '../plan/make-plan.ts';
import type { PurgePlan } from '../plan/purge-plan.ts';
import type { Proof } from '../prove/proof.ts';
import type { PurgeTargets } from '../targets.ts';
import { proofSummary } from './proof-summary.ts';
import type { Receipt } from './receipt.ts';

/** What a receipt is made from besides the plan. */
export interface ReceiptParts
  extends Pick<
    Receipt,
    'tool' | 'begun' | 'milliseconds' | 'state' | 'folder' | 'backup' | 'counts' | 'orphanedLfsObjects'
  > {
  readonly plan: PurgePlan;
  readonly targets: PurgeTargets;
  /** Every ref, names in bytes; those that did not change are left out. */
  readonly refs: Receipt['refs'];
  /** What became of objects. */
  readonly map: Pick<ObjectMap, 'getHex'>;
  readonly firstChanged: readonly Oid[];
  readonly signatures: Receipt['signatures'];
  readonly citations: Receipt['citations'];
  readonly changed: PlanParts['changed'];
  readonly renamed: PlanParts['renamed'];
  readonly proof: Proof;
}

/** Lists are read by people; the maps beside the receipt have it all. */
const MOST = 200;

/** Makes the receipt: nothing in it holds a text that is gone. Ref names stand as they are: one that held it was refused. */
export function makeReceipt(parts: ReceiptParts): Receipt {
  const { plan, map, citations, refs } = parts;
  const redact = namesOf(parts.targets);
  const { repository, way, targets, worktrees, staleHashes, notReached } = plan;
  const { tool, begun, milliseconds, state, folder, backup, counts, orphanedLfsObjects } = parts;
  return {
    version: 1,
    ...{ tool, begun, state, folder, counts, orphanedLfsObjects },
    milliseconds: Math.round(milliseconds),
    ...{ repository, way, targets, worktrees, staleHashes, notReached },
    ...(backup === undefined ? {} : { backup }),
    paths: plannedPaths(parts, redact).slice(0, MOST),
    refs: refs.filter((ref) => ref.old !== ref.new).map((ref) => ({ ...ref, name: fromBytes(ref.name) })),
    firstChanged: parts.firstChanged.map((old) => ({ old, new: map.getHex(old) ?? null })),
    signatures: lostSignatures(parts.signatures, redact),
    citations: { updated: citations.updated, left: citations.left.slice(0, MOST) },
    proof: proofSummary(parts.proof, redact),
  };
}
