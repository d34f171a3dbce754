import type { Oid } from '../../domain/blob.ts';
import { VERSION } from '../../domain/version.ts';
import { namesOf } from '../plan/make-plan.ts';
import type { PurgePlan } from '../plan/purge-plan.ts';
import type { Proof } from '../prove/proof.ts';
import { makeReceipt } from '../receipt/make-receipt.ts';
import { proofSummary } from '../receipt/proof-summary.ts';
import type { BackupNote, ChangedRef, ProofSummary, Receipt } from '../receipt/receipt.ts';
import type { ReceiptMaps } from '../receipt/write-receipt.ts';
import type { Rewritten } from '../rewrite/request.ts';
import type { KeptFile } from '../safety/refresh-worktree.ts';
import type { PurgeTargets } from '../targets.ts';
import { orphanedIn } from './lfs-pointers.ts';
import type { Subject } from './subject.ts';
import { NOTHING_FOUND, type Survey } from './survey.ts';

/** What is known once everything is written. */
export interface WrittenParts {
  readonly subject: Subject;
  readonly survey: Survey;
  readonly rewritten: Rewritten;
  /** Blobs that went with paths. */
  readonly gone: readonly Oid[];
  readonly plan: PurgePlan;
  readonly targets: PurgeTargets;
  readonly backup: BackupNote;
  /** Where the receipt will lie. */
  readonly folder: string;
  /** Milliseconds since 1970. */
  readonly begun: number;
}

/** Nobody has searched yet. */
const NOT_YET: Proof = {
  ...{ clean: false, objects: 0, bytes: 0, holders: NOTHING_FOUND, files: [], names: [], milliseconds: 0 },
  notLookedAt: [{ what: 'everything', why: 'The purge was interrupted before it was proven.' }],
};

/** The receipt before the proof: written before anything moves, so that an interrupted purge has one, too. */
export async function receiptOf(parts: WrittenParts): Promise<Receipt> {
  const { subject, survey, rewritten, plan, begun } = parts;
  const { commits, kept, map } = rewritten;
  const refs = refsOf(parts);
  const moved = refs.filter((ref) => ref.old !== ref.new).length;
  return makeReceipt({
    ...{ ...parts, tool: VERSION, state: 'applied', proof: NOT_YET, map, refs },
    ...{ begun: new Date(begun).toISOString(), milliseconds: Date.now() - begun },
    counts: { ...plan.counts, commits, allCommits: commits + kept, refs: moved },
    orphanedLfsObjects: await orphanedIn(survey.store, map, parts.gone, subject.layout.commonDirectory),
    ...{ firstChanged: rewritten.firstChanged, signatures: rewritten.signaturesDropped },
    ...{ citations: rewritten.citations, changed: rewritten.paths, renamed: rewritten.renamed },
  });
}

/** Every commit and every ref, before and after. */
export function mapsOf(parts: WrittenParts): ReceiptMaps {
  const { survey, rewritten, targets, gone } = parts;
  return {
    commits: rewritten.reached.map((oid) => [oid, newOf(rewritten, oid)] as const),
    refs: refsOf(parts),
    blobs: [...new Set([...survey.found.blobs, ...targets.blobs, ...gone])],
  };
}

const newOf = ({ map }: Rewritten, oid: Oid): Oid | null => {
  const to = map.getHex(oid);
  return to === undefined ? oid : to;
};

const refsOf = ({ subject: { refs }, rewritten }: WrittenParts): ChangedRef[] =>
  refs
    .filter(({ symbolic }) => symbolic === undefined)
    .map(({ name, oid }) => ({ name, old: oid, new: newOf(rewritten, oid) }));

/** @param kept work files that were left as they are: they lie outside of what was searched */
export function summaryOf(proof: Proof, targets: PurgeTargets, kept: readonly KeptFile[] = []): ProofSummary {
  const files = kept.map(({ path, why }) => ({ what: path, why }));
  return proofSummary({ ...proof, notLookedAt: [...proof.notLookedAt, ...files] }, namesOf(targets));
}
