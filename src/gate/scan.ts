import type { Skip } from '../domain/coverage.ts';
import type { Finding } from '../domain/finding.ts';
import type { Report } from '../domain/report.ts';
import type { Secret } from '../domain/secret.ts';
import { UnleakError } from '../domain/unleak-error.ts';
import { isGitOnPath } from '../git/is-git-on-path.ts';
import { type AdapterChoice, type OpenedRepository, openInHook, openRepository } from '../git/open-repository.ts';
import type { Repository } from '../git/repository.ts';
import { BudgetExceeded } from './budget-exceeded.ts';
import { decide } from './decide.ts';
import type { EngineOptions } from './engine-options.ts';
import type { FindingParts } from './findings.ts';
import { inTime } from './in-time.ts';
import { byOwnPath } from './place.ts';
import { PurgedWatch } from './purged/purged-watch.ts';
import { OUT_OF_TIME, readSource } from './read-source.ts';
import { loadSettings, type Settings, type SettingsOrigin } from './settings.ts';
import type { Source } from './source.ts';
import { Sweep } from './sweep.ts';

/** What to scan, and how. */
export interface ScanRequest {
  readonly cwd: string;
  readonly source: Source;
  /** `cwd` is where git started a hook, so it need not be looked for. */
  readonly inHook?: boolean;
  readonly adapter?: AdapterChoice;
  /** A configuration file to use in place of the repository's. */
  readonly configFile?: string;
  /** Milliseconds; none by default. */
  readonly budgetMs?: number;
  /** What running out of the budget means: `closed` (the default) blocks. */
  readonly onTimeout?: 'closed' | 'open';
  /** Whether plugins that the configuration names may run; never in a server's hook. */
  readonly plugins?: boolean;
  /** For what is large: a history, a work tree. */
  readonly engine?: EngineOptions;
  /** Told how much has been read, after every window. */
  readonly onProgress?: (objects: number, bytes: number) => void;
}

/**
 * The one orchestrator, for every door: open, settle, sweep, attribute and suppress, decide.
 * @throws UnleakError for what the user or the environment has to change; unreadable content is no exception but a
 * verdict of `incomplete`
 */
export async function scan(request: ScanRequest): Promise<Report> {
  const deadline = request.budgetMs === undefined ? Number.POSITIVE_INFINITY : Date.now() + request.budgetMs;
  const prepared = await inTime(deadline, prepare(request)).catch((error: unknown) => {
    if (error instanceof BudgetExceeded) return undefined;
    throw error;
  });
  if (!prepared) return outOfTime(request);
  const { opened, settings } = prepared;
  try {
    const sweep = new Sweep(settings, { deadline, onProgress: request.onProgress });
    const purgedWatch = new PurgedWatch(request.source.kind === 'all' ? 'stored' : 'incoming');
    const attribution = await readSource(request.cwd, request.source, opened, {
      ...{ settings, sweep, purgedWatch, deadline },
      engine: request.engine ?? {},
    });
    const repository = opened?.repository;
    const { claims } = sweep;
    const parts = { claims, attribution, settings, repository };
    const findings = claims.length > 0 ? await locate(parts, deadline, sweep) : [];
    noteRulesOff(settings, sweep);
    const { coverage } = sweep;
    const purged = await purgedWatch.result(repository, deadline);
    const verdict = decide({ findings, coverage, purged }, request.onTimeout ?? 'closed');
    // A hook with nothing to report has no fingerprints: it need not look for the salt.
    const salted = request.inHook && findings.length === 0 ? true : (await settings.salt()) !== undefined;
    const fingerprintScope = salted ? 'repository' : 'run';
    const inNames = await namesOf(findings, coverage.skipped, settings);
    return { verdict, coverage, findings, inNames, fingerprintScope, ...(purged && { purged }) };
  } finally {
    await settings.close();
  }
}

/** What a request is carried out with. */
export interface Prepared {
  /** Absent where files or a stream lie outside of any repository. */
  readonly opened: OpenedRepository | undefined;
  readonly settings: Settings;
}

/**
 * Opens the repository and loads the settings that a scan of the source goes by. Close the settings when done.
 * @throws UnleakError as `scan` does
 */
export async function prepare(request: ScanRequest): Promise<Prepared> {
  const opened = await open(request);
  await checkPushedConfig(opened, request);
  return { opened, settings: await loadSettings(await originOf(request, opened)) };
}

/** The time ran out before anything could be read. */
function outOfTime({ onTimeout = 'closed' }: ScanRequest): Report {
  const coverage = { objects: 0, bytes: 0, skipped: [OUT_OF_TIME] };
  return { verdict: decide({ findings: [], coverage }, onTimeout), coverage, findings: [], fingerprintScope: 'run' };
}

// A few small trees can name a blob at billions of paths, and git lists them all before it says a word.
const LONGEST_ATTRIBUTION_MS = 5 * 60_000;

/**
 * Turns claims into findings. Where the time runs out on the way they stand without their places, and it is said.
 * Loaded only now: most commits have no finding.
 */
async function locate(parts: FindingParts, deadline: number, sweep: Sweep): Promise<Finding[]> {
  const { toFindings } = await import('./findings.ts');
  const patience = Math.min(deadline, Date.now() + LONGEST_ATTRIBUTION_MS);
  return inTime(patience, toFindings(parts)).catch((error: unknown) => {
    if (!(error instanceof BudgetExceeded)) throw error;
    sweep.skip(OUT_OF_TIME);
    return toFindings({ ...parts, attribution: byOwnPath });
  });
}

async function namesOf(findings: readonly Finding[], skipped: readonly Skip[], settings: Settings): Promise<Secret[]> {
  if (findings.length + skipped.length === 0) return [];
  const { secretsInNames } = await import('./findings.ts');
  return secretsInNames(findings, skipped, settings);
}

/** Files and streams may lie outside of any repository; everything else needs one. */
async function open({ cwd, source, inHook, adapter }: ScanRequest): Promise<OpenedRepository | undefined> {
  if (inHook && adapter !== 'isomorphic-git' && isGitOnPath()) return openInHook(cwd, source.kind === 'receive');
  const optional = source.kind === 'paths' || source.kind === 'stdin' || source.kind === 'message';
  return openRepository(cwd, adapter).catch((error: unknown) => {
    if (optional && error instanceof UnleakError && error.code === 'not-a-repository') return undefined;
    throw error;
  });
}

async function originOf(request: ScanRequest, opened: OpenedRepository | undefined): Promise<SettingsOrigin> {
  const { source, configFile, plugins = false } = request;
  const origin = {
    folder: opened?.topLevel ?? request.cwd,
    plugins: plugins && source.kind !== 'receive',
    ...(configFile === undefined ? {} : { file: configFile }),
  };
  if (!opened?.bare) return origin;
  const oid = await trustedCommit(opened, source);
  return { ...origin, commit: { opened, oid: oid ?? 'none' } };
}

/**
 * Whose word a server takes for the configuration: that of its default branch as it was before the push. The first push
 * to an empty repository brings its own.
 */
async function trustedCommit({ repository }: OpenedRepository, source: Source): Promise<string | undefined> {
  const head = await repository.resolve('HEAD');
  if (head !== undefined || source.kind !== 'receive' || (await repository.hasRefs())) return head;
  return pushedDefault(repository, source);
}

/** What a push makes of the default branch. */
async function pushedDefault(repository: Repository, source: Source): Promise<string | undefined> {
  if (source.kind !== 'receive') return undefined;
  const branch = await repository.headBranch();
  return source.updates.find(({ ref }) => ref === branch)?.to;
}

/**
 * Refuses a push that would give the default branch a configuration that can't be read: every push after it, its
 * correction too, would be refused for that.
 * @throws UnleakError `config-invalid` or `config-unreadable`
 */
async function checkPushedConfig(
  opened: OpenedRepository | undefined,
  { source, configFile }: ScanRequest,
): Promise<void> {
  if (!opened || configFile !== undefined) return;
  const oid = await pushedDefault(opened.repository, source);
  if (oid === undefined) return;
  const { checkSettings } = await import('./check-settings.ts');
  await checkSettings(opened, oid);
}

function noteRulesOff({ config }: Settings, sweep: Sweep): void {
  for (const [what, tier] of Object.entries(config.rules)) {
    if (tier === 'off') sweep.skip({ reason: 'rule-off', what, incomplete: false });
  }
}
