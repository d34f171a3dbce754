import type { BlobKind, Oid } from '../../../domain/blob.ts';
import type { Skip } from '../../../domain/coverage.ts';
import type { Repository } from '../../../git/repository.ts';
import type { Attribution, Place } from '../../place.ts';
import type { Claim, Sweep } from '../../sweep.ts';
import type { Searcher } from '../searcher.ts';
import { CollectObjects } from './collect-objects.ts';
import { ofUnreadable } from './refusals.ts';

/** A claim, without its secret. */
export interface ClaimRecord {
  readonly oid: Oid;
  readonly kind: BlobKind;
  readonly rule: string;
  readonly start: number;
  readonly end: number;
  readonly places: readonly Place[];
}

/** What a scan of a whole history came to. */
export interface HistoryRecord {
  readonly objects: number;
  readonly bytes: number;
  readonly skipped: readonly Skip[];
  /** Those at the edge of a shallow clone. */
  readonly commits: readonly Oid[];
  /** In their order; all of one object behind one another. */
  readonly claims: readonly ClaimRecord[];
}

/** @returns undefined where a record could not bring everything back */
export async function recordOf(sweep: Sweep, attribution: Attribution): Promise<HistoryRecord | undefined> {
  const { objects, bytes, skipped } = sweep.coverage;
  if (skipped.some(({ incomplete }) => incomplete)) return undefined;
  const placesOf = await attribution(sweep.claims);
  const claims = sweep.claims.flatMap((claim) => {
    const { kind, oid, candidate } = claim;
    if (oid === undefined) return [];
    const { rule, start, end } = candidate;
    return { oid, kind, rule, start, end, places: placesOf(claim) };
  });
  if (claims.length < sweep.claims.length) return undefined;
  return { objects, bytes, skipped, commits: sweep.commits, claims };
}

/** Whether nothing in a record's paths and authors is a secret. */
export function isClean({ claims, skipped }: HistoryRecord, searcher: Searcher): boolean {
  const places = claims.flatMap(({ places }) => places);
  const texts = new Set(places.flatMap(({ path = '', history }) => [path, history?.author ?? '']));
  for (const { what } of skipped) texts.add(what);
  return searcher.allClaims(Buffer.from([...texts].join('\n'), 'latin1')).length === 0;
}

/** What a record is brought back with. */
export interface RecallTools {
  readonly repository: Repository;
  readonly sweep: Sweep;
  readonly openSearcher: () => Searcher;
}

/**
 * Reads the secrets of a record where they stood, and adds all of it to the sweep.
 * @returns undefined, with nothing added, where one does not stand there any more
 */
export async function recallHistory(record: HistoryRecord, tools: RecallTools): Promise<Attribution | undefined> {
  const { sweep } = tools;
  const before = sweep.claims.length;
  const claimed = await claimAgain(record, tools).catch(ofUnreadable);
  if (!claimed) {
    sweep.claims.length = before;
    return undefined;
  }
  sweep.count(record.objects, record.bytes);
  for (const skip of record.skipped) sweep.skip(skip);
  sweep.commits.push(...record.commits);
  const places = new Map(sweep.claims.slice(before).map((claim, i) => [claim, record.claims[i]!.places]));
  return async () => (claim: Claim) => places.get(claim) ?? [];
}

/** @returns whether the claims are the record's, in its order */
async function claimAgain(
  { claims }: HistoryRecord,
  { repository, sweep, openSearcher }: RecallTools,
): Promise<boolean> {
  if (claims.length === 0) return true;
  const searcher = openSearcher();
  const first = sweep.claims.length;
  const wanted = new Map<Oid, Set<string>>();
  for (const claim of claims) wanted.set(claim.oid, (wanted.get(claim.oid) ?? new Set()).add(spanOf(claim)));
  const collector = new CollectObjects(({ oid, type, bytes }) => {
    const spans = wanted.get(oid);
    if (!spans || type === 'tree') return;
    const candidates = searcher.claims(bytes).filter((candidate) => spans.has(spanOf(candidate)));
    sweep.found({ kind: type, oid, bytes, offset: 0 }, candidates);
  });
  await repository.read(wanted.keys(), collector);
  const found = sweep.claims.slice(first);
  return collector.isComplete && found.length === claims.length && found.every((claim, i) => isSame(claim, claims[i]!));
}

const spanOf = ({ rule, start, end }: { rule: string; start: number; end: number }): string =>
  `${rule} ${start} ${end}`;

const isSame = ({ oid, kind, candidate }: Claim, record: ClaimRecord): boolean =>
  oid === record.oid && kind === record.kind && spanOf(candidate) === spanOf(record);
