import type { PathBytes } from '../../domain/blob.ts';
import type { StaleHashes } from './purge-plan.ts';
import type { Redactor } from './redactor.ts';

/** Files with hashes over content, and what mends them. */
const LOCK_FILES: Readonly<Record<string, string>> = {
  'package-lock.json': 'npm install',
  'npm-shrinkwrap.json': 'npm install',
  'yarn.lock': 'yarn install',
  'pnpm-lock.yaml': 'pnpm install',
  'bun.lock': 'bun install',
  'go.sum': 'go mod tidy',
  'Cargo.lock': 'cargo update --workspace',
  'poetry.lock': 'poetry lock',
  'uv.lock': 'uv lock',
  'Pipfile.lock': 'pipenv lock',
  'composer.lock': 'composer update --lock',
  'Gemfile.lock': 'bundle lock',
};

/** What pages and importers name with a hash: https://www.w3.org/TR/SRI/ */
const SUBRESOURCE = /\.(?:m?js|css)$/;

/**
 * Says which hashes no longer hold: of lock files that change themselves, of those that may cover a package of this
 * repository that changes, and of pages that name a changed script or style sheet with `integrity`.
 *
 * @param changed the paths whose content changes or goes
 * @param atTips the paths that the refs' trees have
 */
export function staleHashes(
  changed: readonly PathBytes[],
  atTips: Iterable<PathBytes>,
  redact: Redactor,
): StaleHashes[] {
  const paths = new Set(changed);
  const own = [...paths].filter((path) => LOCK_FILES[baseOf(path)] !== undefined);
  const covering = [...atTips].filter((path) => !paths.has(path) && covers(path, changed));
  const scripts = [...paths].filter((path) => SUBRESOURCE.test(path));
  return [
    ...own.map((path) => ({ path: redact(path), message: ownText(path) })),
    ...covering.map((path) => ({ path: redact(path), message: coverText(path) })),
    ...scripts.map((path) => ({ path: redact(path), message: SRI_TEXT })),
  ];
}

const baseOf = (path: PathBytes): string => path.slice(path.lastIndexOf('/') + 1);

/** Hashes of local packages: only those that some lock files keep, of folders with a manifest or an archive in the repository. */
const LOCAL_PACKAGE = /\.(?:tgz|tar\.gz|whl|zip|gem|crate|jar)$/;

function covers(lock: PathBytes, changed: readonly PathBytes[]): boolean {
  if (LOCK_FILES[baseOf(lock)] === undefined) return false;
  const folder = lock.slice(0, lock.lastIndexOf('/') + 1);
  return changed.some((path) => path.startsWith(folder) && LOCAL_PACKAGE.test(path));
}

const mend = (path: PathBytes): string =>
  `run \`${LOCK_FILES[baseOf(path)]}\` after the purge, and commit what it writes`;

const ownText = (path: PathBytes): string => `Its own text changes, so hashes in it may no longer hold: ${mend(path)}.`;

const coverText = (path: PathBytes): string =>
  `It may hold the hash of an archive in this repository that changes: ${mend(path)}.`;

const SRI_TEXT =
  'Pages that name it with an integrity attribute (SRI) hold the hash of its old content: have it computed anew.';
