import type { Blob, BlobKind, Oid } from '../domain/blob.ts';
import type { Secret } from '../domain/secret.ts';
import { type OpenedRepository, openRepository } from '../git/open-repository.ts';
import type { Repository } from '../git/repository.ts';
import { gone, noSalt, nothingThere, notInObject, somethingElse } from './find-again-errors.ts';
import { fingerprinter } from './fingerprint.ts';
import { loadSettings, type Settings } from './settings.ts';
import { type Claim, Sweep } from './sweep.ts';

/** A finding of an earlier scan, as a report tells it: without its secret. */
export interface WantedFinding {
  readonly rule: string;
  readonly title: string;
  readonly fingerprint: string;
  /** Absent for files and for a message that was not committed yet. */
  readonly object?: Oid;
  readonly kind: BlobKind;
  readonly line: number;
  readonly column: number;
  /** As the report shows it, redacted. */
  readonly path?: string;
  /** It blocked, and nothing spoke for it. */
  readonly counts: boolean;
}

/** A finding with its secret. */
export interface FoundAgain {
  readonly wanted: WantedFinding;
  readonly secret: Secret;
  /** Whether the fingerprint was checked; where it held for its run only there is nothing to check it against. */
  readonly checked: boolean;
}

/** Where and how to look. */
export interface FindAgainOptions {
  readonly cwd: string;
  readonly fingerprintScope: 'repository' | 'run';
  /** The configuration that the scan was told to use in place of the repository's. */
  readonly configFile?: string;
  readonly plugins?: boolean;
}

/**
 * Reads secrets again from the objects and positions that a report names: once for each fingerprint, from the first of its
 * objects that is still there.
 *
 * @throws UnleakError `object-missing` where none is, `usage` where the rule finds nothing there, or something else than
 *   what the report was about
 */
export async function findAgain(wanted: readonly WantedFinding[], options: FindAgainOptions): Promise<FoundAgain[]> {
  const opened = await openRepository(options.cwd);
  const settings = await openSettings(opened, options);
  try {
    const salt = options.fingerprintScope === 'repository' ? await settings.salt() : undefined;
    if (options.fingerprintScope === 'repository' && !salt) throw noSalt();
    const found: FoundAgain[] = [];
    for (const same of byFingerprint(wanted)) found.push(await findOne(same, opened, settings, salt));
    return found;
  } finally {
    await settings.close();
  }
}

/** The configuration of the scan: a bare repository has it in its default branch. */
async function openSettings(
  opened: OpenedRepository,
  { configFile, plugins = false }: FindAgainOptions,
): Promise<Settings> {
  const { repository, bare, topLevel: folder } = opened;
  const commit = bare ? { commit: { opened, oid: (await repository.resolve('HEAD')) ?? 'none' } } : {};
  return loadSettings({ folder, plugins, ...commit, ...(configFile === undefined ? {} : { file: configFile }) });
}

function byFingerprint(wanted: readonly WantedFinding[]): WantedFinding[][] {
  const groups = new Map<string, WantedFinding[]>();
  for (const finding of wanted) {
    const same = groups.get(finding.fingerprint);
    if (same) same.push(finding);
    else groups.set(finding.fingerprint, [finding]);
  }
  return [...groups.values()];
}

/** @param same findings of one secret */
async function findOne(
  same: readonly WantedFinding[],
  { repository }: OpenedRepository,
  settings: Settings,
  salt: Buffer | undefined,
): Promise<FoundAgain> {
  const inObjects = same.filter(({ object }) => object !== undefined);
  if (inObjects.length === 0) throw notInObject(same[0]!);
  for (const wanted of inObjects) {
    const object = await readObject(repository, wanted.object!);
    if (!object) continue;
    const secret = await secretAt(wanted, object, settings, salt);
    return { wanted, secret, checked: salt !== undefined };
  }
  throw gone(inObjects[0]!);
}

async function secretAt(
  wanted: WantedFinding,
  object: Blob,
  settings: Settings,
  salt: Buffer | undefined,
): Promise<Secret> {
  const fingerprint = fingerprinter(salt);
  const isIt = ({ candidate: { rule, secret } }: Claim): boolean =>
    salt === undefined || fingerprint(settings.rules.get(rule)?.family ?? rule, secret) === wanted.fingerprint;
  let there = 0;
  // A history is scanned by the search; what is small, by the chain, which also looks through several encodings.
  for (const claims of [searchClaims, chainClaims]) {
    const atPlace = (await claims(object, settings)).filter((claim) => isAtPlace(claim, wanted));
    const found = atPlace.find(isIt);
    if (found) return found.candidate.secret;
    there += atPlace.length;
  }
  throw there > 0 ? somethingElse(wanted) : nothingThere(wanted);
}

const isAtPlace = ({ candidate, line, column }: Claim, wanted: WantedFinding): boolean =>
  candidate.rule === wanted.rule && line === wanted.line && column === wanted.column;

async function searchClaims(object: Blob, settings: Settings): Promise<Claim[]> {
  if (!settings.openSearcher) return [];
  const searcher = await settings.openSearcher(Number.POSITIVE_INFINITY);
  const sweep = new Sweep(settings, { deadline: Number.POSITIVE_INFINITY });
  const candidates = [...searcher.allClaims(object.bytes)].sort((a, b) => a.start - b.start);
  sweep.found(object, candidates);
  return sweep.claims;
}

async function chainClaims(object: Blob, { chain }: Settings): Promise<Claim[]> {
  const sweep = new Sweep({ chain }, { deadline: Number.POSITIVE_INFINITY });
  const { kind, oid, bytes } = object;
  const type = kind as 'blob' | 'commit' | 'tag';
  await sweep.window({ oid: oid!, type, size: bytes.length, bytes, offset: 0, last: true });
  return sweep.claims;
}

/** @returns undefined where the store does not hold it */
async function readObject(repository: Repository, oid: Oid): Promise<Blob | undefined> {
  let found: { kind: BlobKind; bytes: Buffer } | undefined;
  await repository.read([oid], {
    window({ type, size, bytes, offset }) {
      if (type === 'tree') return;
      found ??= { kind: type, bytes: Buffer.alloc(size) };
      bytes.copy(found.bytes, offset);
    },
    missing() {},
  });
  return found && { ...found, oid, offset: 0 };
}
