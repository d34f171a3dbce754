import type { Oid } from '../domain/blob.ts';
import type { Skip } from '../domain/coverage.ts';
import { type Finding, withParts } from '../domain/finding.ts';
import type { Rule, Tier } from '../domain/rule.ts';
import { Secret } from '../domain/secret.ts';
import type { Witness } from '../domain/witness.ts';
import type { Repository } from '../git/repository.ts';
import { ruleDetails } from '../rules/generated/rule-details.ts';
import { type Fingerprinter, fingerprinter } from './fingerprint.ts';
import { joinParts, type Located } from './join-parts.ts';
import { pairAcrossFiles } from './pair-across-files.ts';
import type { Attribution, Place } from './place.ts';
import type { Settings } from './settings.ts';
import { settleAtPaths } from './settle-at-paths.ts';
import { makeSuppressor, type Suppressor } from './suppress.ts';
import { type Claim, Sweep } from './sweep.ts';
import { isTestPath, isTranslation } from './test-path.ts';

/** Claims with all that turns them into findings. */
export interface FindingParts {
  readonly claims: readonly Claim[];
  readonly attribution: Attribution;
  readonly settings: Settings;
  /** Needed where places have a past. */
  readonly repository: Repository | undefined;
  /** Told which claims are out of their rule's scope. */
  readonly witness?: Witness;
  /** Whether each claim has a finding of its own, also where it is part of another. */
  readonly apart?: boolean;
}

/** Turns claims into findings: located, fingerprinted, and suppressed where something speaks for them. */
export async function toFindings(parts: FindingParts): Promise<Finding[]> {
  const { claims, attribution, settings, repository, witness } = parts;
  if (claims.length === 0) return [];
  const fingerprint = fingerprinter(await settings.salt());
  const placesOf = await attribution(claims);
  const inScope = scopeChecker(settings, witness);
  const inPlace = claims.flatMap((claim) =>
    byPath(placesOf(claim).filter(({ path }) => inScope(claim, path))).map((places) => ({ claim, places })),
  );
  const placed = settleAtPaths(pairAcrossFiles(inPlace, settings.rules, witness), settings.rules, witness);
  const before = new Set(placed.flatMap(({ places }) => places.flatMap((place) => place.before)));
  const past = await pastSecrets(before, settings, repository, fingerprint);
  const suppress = await makeSuppressor(settings);
  const describe = describer(settings);
  const { about } = await import('../detect/about.ts');
  const tools = { settings, fingerprint, past, suppress, describe, about, inScope: scopeChecker(settings, undefined) };
  const each = new Map(placed.map((one) => [one, toFinding(one.claim, one.places, tools)]));
  const located = [...joinParts(each, settings.rules, parts).values()];
  // The oldest commit first: that is where a rewrite begins.
  return located.sort((a, b) => a.age - b.age).map(({ finding }) => finding);
}

/** The places of one claim by path: what several commits brought to one path is one finding. */
function byPath(places: readonly Place[]): Place[][] {
  const paths = new Map<string | undefined, Place[]>();
  for (const place of places) {
    const known = paths.get(place.path);
    if (known) known.push(place);
    else paths.set(place.path, [place]);
  }
  return [...paths.values()];
}

/** What people are told of a rule. */
type Description = Pick<Finding, 'title' | 'secretType' | 'rotate'>;

interface FindingTools {
  readonly settings: Settings;
  readonly fingerprint: Fingerprinter;
  readonly past: ReadonlyMap<Oid, ReadonlySet<string>>;
  readonly suppress: Suppressor;
  readonly describe: (rule: string) => Description;
  readonly about: (checksum: string | undefined, secret: Secret) => readonly string[];
  readonly inScope: (claim: Claim, path: string) => boolean;
}

/** @param places all that brought the claim to one path, the oldest first where the order is known */
function toFinding(claim: Claim, places: readonly Place[], tools: FindingTools): Located {
  const { rule: id, secret, confidence, encodings } = claim.candidate;
  const rule = tools.settings.rules.get(id);
  const fingerprint = tools.fingerprint(rule?.family ?? id, secret);
  // Pre-existing only if it was there before each of them: a blob can come back after it was changed, and then each of
  // the two versions stood before the other.
  const isNew = (place: Place): boolean =>
    !place.before.some((oid) => tools.past.get(oid)?.has(fingerprint)) || weighsMore(claim, place, tools);
  const introduction = places.find(isNew);
  const place = introduction ?? places[0]!;
  const about = tools.about(rule?.checksum, secret);
  const finding: Finding = {
    rule: id,
    ...tools.describe(id),
    tier: tierOf(claim, tools.settings, place.path),
    confidence,
    fingerprint,
    kind: claim.kind,
    line: claim.line,
    column: claim.column,
    encodings,
    ...(about.length === 0 ? {} : { about }),
    secret,
    ...(claim.oid === undefined ? {} : { object: claim.oid }),
    ...(place.path === undefined ? {} : { path: place.path }),
    ...(place.commit === undefined ? {} : { commit: place.commit }),
    ...(place.history === undefined ? {} : { history: place.history }),
  };
  const suppressed = tools.suppress(finding, claim.marks, rule?.family ?? id, introduction === undefined);
  return {
    finding: { ...finding, ...(suppressed ? { suppressed } : unheard(claim, finding, rule)) },
    age: place.age ?? 0,
  };
}

/** Why the marks beside a claim do not speak for it, where there are any. */
function unheard({ marks }: Claim, { rule: id }: Finding, rule: Rule | undefined): Pick<Finding, 'unheardMark'> {
  if (marks.length === 0) return {};
  const names = marks.some((mark) => mark.rule === id || mark.rule === rule?.family);
  return { unheardMark: names ? 'no-reason' : 'other-rule' };
}

/**
 * Whether a claim stops more than it did under the name that its file had before: a fixture's key that becomes a server's was
 * looked at as a fixture's only.
 */
function weighsMore(claim: Claim, { path, movedFrom }: Place, { settings, inScope }: FindingTools): boolean {
  if (movedFrom === undefined || tierOf(claim, settings, path) !== 'block') return false;
  const { inTests, paths } = settings.rules.get(claim.candidate.rule) ?? {};
  if (movedFrom === true) return inTests !== undefined || paths !== undefined;
  return tierOf(claim, settings, movedFrom) !== 'block' || !inScope(claim, movedFrom);
}

/**
 * A rule blocks as its author or the configuration says, unless a check that the token should have passed failed, or it is one of those
 * that tests are full of. What would warn is a note in tests: there are hundreds in a project, and nobody reads hundreds.
 */
function tierOf({ candidate }: Claim, { config, rules }: Settings, path: string | undefined): Tier {
  const configured = config.rules[candidate.rule];
  if (configured !== undefined && configured !== 'off') return configured;
  const { tier: wanted = 'block', inTests } = rules.get(candidate.rule) ?? {};
  const tier = wanted === 'block' && candidate.confidence === 'low' ? 'warn' : wanted;
  const mayNote = tier === 'warn' || inTests === 'note';
  return mayNote && path !== undefined && isTestPath(path) ? 'note' : tier;
}

/** Tells whether a claim's rule looks at a path at all. */
function scopeChecker(
  { rules }: Settings,
  witness: Witness | undefined,
): (claim: Claim, path: string | undefined) => boolean {
  const scopes = new Map<string, RegExp>();
  return ({ candidate, kind }, path) => {
    const { rule } = candidate;
    const { paths: scope, inTests } = rules.get(rule) ?? {};
    // A blob whose path nobody knows may have been any file; a message is none.
    const mayBeAnywhere = path === undefined && (kind === 'blob' || kind === 'file');
    if (mayBeAnywhere || (scope === undefined && (path === undefined || inTests !== 'off'))) return true;
    const known = scopes.get(rule) ?? new RegExp(scope ?? '');
    scopes.set(rule, known);
    const drops =
      path === undefined || !known.test(path) || (inTests === 'off' && (isTestPath(path) || isTranslation(path)));
    witness?.noted(candidate, { check: 'path', drops });
    return !drops;
  };
}

/** The fingerprints of all secrets in the blobs that stood there before. */
async function pastSecrets(
  oids: ReadonlySet<Oid>,
  settings: Settings,
  repository: Repository | undefined,
  fingerprint: Fingerprinter,
): Promise<Map<Oid, Set<string>>> {
  const past = new Map<Oid, Set<string>>();
  if (oids.size === 0 || !repository) return past;
  const sweep = new Sweep(settings, { deadline: Number.POSITIVE_INFINITY });
  await repository.read(oids, sweep);
  for (const { oid, candidate } of sweep.claims) {
    if (oid === undefined) continue;
    const known = past.get(oid) ?? new Set();
    past.set(
      oid,
      known.add(fingerprint(settings.rules.get(candidate.rule)?.family ?? candidate.rule, candidate.secret)),
    );
  }
  return past;
}

/** Gives people's half of a rule, by its id; of a plugin's rule nothing but the id is known. */
export function describer({ config }: Settings): (rule: string) => Description {
  const details = ruleDetails();
  const custom = new Map(config.customRules.map((rule) => [rule.id, rule]));
  return (id) => {
    const { title = id, secretType = id.replaceAll('-', '_'), rotate } = details.of(id) ?? custom.get(id) ?? {};
    return { title, secretType, ...(rotate === undefined ? {} : { rotate }) };
  };
}

// So many names are looked at in one go.
const MOST_NAMES = 10_000;

/** Secrets in the paths of findings and of what was not scanned, so that reports can leave them out. */
export async function secretsInNames(
  findings: readonly Finding[],
  skipped: readonly Skip[],
  settings: Settings,
): Promise<Secret[]> {
  const names = [
    ...withParts(findings).flatMap(({ path, history }) => [path ?? [], history?.author ?? []].flat()),
    ...skipped.map(({ what }) => what),
  ];
  return secretsIn(names, settings);
}

/** Secrets in some names. */
export async function secretsIn(names: readonly string[], settings: Settings): Promise<Secret[]> {
  const each = [...new Set(names)];
  const found: Secret[] = [];
  for (let from = 0; from < each.length; from += MOST_NAMES) {
    for (const secret of await secretsOf(each.slice(from, from + MOST_NAMES), settings)) found.push(secret);
  }
  return found;
}

async function secretsOf(names: readonly string[], { chain }: Settings): Promise<Secret[]> {
  const bytes = Buffer.from(names.join('\n'), 'latin1');
  const { candidates } = await chain.detect({ kind: 'file', bytes, offset: 0 }, { deadline: Number.POSITIVE_INFINITY });
  // Encoded ones as they stand there, too: whoever reads the name can decode it.
  return candidates.flatMap(({ secret, start, end, encodings }) =>
    encodings.length === 0 ? secret : [secret, new Secret(bytes.toString('latin1', start, end))],
  );
}
