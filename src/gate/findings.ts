import type { Oid } from '../domain/blob.ts';
import type { Finding } from '../domain/finding.ts';
import type { Tier } from '../domain/rule.ts';
import type { Repository } from '../git/repository.ts';
import { type Fingerprinter, fingerprinter } from './fingerprint.ts';
import type { Attribution, Place } from './place.ts';
import type { Settings } from './settings.ts';
import { makeSuppressor, type Suppressor } from './suppress.ts';
import { type Claim, Sweep } from './sweep.ts';

/** Claims with all that turns them into findings. */
export interface FindingParts {
  readonly claims: readonly Claim[];
  readonly attribution: Attribution;
  readonly settings: Settings;
  /** Needed where places have a past. */
  readonly repository: Repository | undefined;
}

/** Turns claims into findings: located, fingerprinted, and suppressed where something speaks for them. */
export async function toFindings({ claims, attribution, settings, repository }: FindingParts): Promise<Finding[]> {
  if (claims.length === 0) return [];
  const fingerprint = fingerprinter(await settings.salt());
  const placesOf = await attribution(claims);
  const placed = claims.flatMap((claim) =>
    onePerPath(placesOf(claim))
      .filter((place) => inScope(claim, place, settings))
      .map((place) => ({ claim, place })),
  );
  const before = new Set(placed.flatMap(({ place }) => place.before));
  const past = await pastSecrets(before, settings, repository, fingerprint);
  const suppress = await makeSuppressor(settings);
  const describe = await describer(settings);
  return placed.map(({ claim, place }) => toFinding(claim, place, { settings, fingerprint, past, suppress, describe }));

  // A path's oldest introduction that its parents did not hold already tells more than later ones.
  function onePerPath(places: readonly Place[]): Place[] {
    const chosen = new Map<string | undefined, Place>();
    for (const place of places) {
      const known = chosen.get(place.path);
      if (!known || (known.before.length > 0 && place.before.length === 0)) chosen.set(place.path, place);
    }
    return [...chosen.values()];
  }
}

interface FindingTools {
  readonly settings: Settings;
  readonly fingerprint: Fingerprinter;
  readonly past: ReadonlyMap<Oid, ReadonlySet<string>>;
  readonly suppress: Suppressor;
  readonly describe: (rule: string) => Pick<Finding, 'title' | 'secretType' | 'rotate'>;
}

function toFinding(claim: Claim, place: Place, tools: FindingTools): Finding {
  const { rule: id, secret, confidence, encodings } = claim.candidate;
  const rule = tools.settings.rules.get(id);
  const fingerprint = tools.fingerprint(rule?.family ?? id, secret);
  const finding: Finding = {
    rule: id,
    ...tools.describe(id),
    tier: tierOf(claim, tools.settings),
    confidence,
    fingerprint,
    kind: claim.kind,
    line: claim.line,
    column: claim.column,
    encodings,
    secret,
    ...(claim.oid === undefined ? {} : { object: claim.oid }),
    ...(place.path === undefined ? {} : { path: place.path }),
    ...(place.commit === undefined ? {} : { commit: place.commit }),
  };
  const preexisting = place.before.some((oid) => tools.past.get(oid)?.has(fingerprint));
  const suppressed = tools.suppress(finding, claim.marks, rule?.family ?? id, preexisting);
  return suppressed ? { ...finding, suppressed } : finding;
}

/** A rule blocks as its author or the configuration says, unless a check that the token should have passed failed. */
function tierOf({ candidate }: Claim, { config, rules }: Settings): Tier {
  const configured = config.rules[candidate.rule];
  if (configured === 'warn' || configured === 'block') return configured;
  const tier = rules.get(candidate.rule)?.tier ?? 'block';
  return candidate.confidence === 'low' ? 'warn' : tier;
}

/** Whether the rule looks at this path at all. */
function inScope({ candidate }: Claim, { path }: Place, { rules }: Settings): boolean {
  const scope = rules.get(candidate.rule)?.paths;
  return scope === undefined || path === undefined || new RegExp(scope).test(path);
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
  const sweep = new Sweep(settings.chain, Number.POSITIVE_INFINITY);
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

async function describer({ config }: Settings): Promise<FindingTools['describe']> {
  const { RULE_DETAILS } = await import('../rules/generated/rule-details.ts');
  const details = new Map(RULE_DETAILS.map((entry) => [entry.id, entry]));
  const custom = new Map(config.customRules.map((rule) => [rule.id, rule]));
  return (id) => {
    const { title = id, secretType = id.replaceAll('-', '_'), rotate } = details.get(id) ?? custom.get(id) ?? {};
    return { title, secretType, ...(rotate === undefined ? {} : { rotate }) };
  };
}
