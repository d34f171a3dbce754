import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UnleakError } from '../../domain/unleak-error.ts';
import type { PurgeTargets } from '../targets.ts';

const FILE = 'targets-check.json';

interface Kept {
  readonly salt: string;
  readonly sum: string;
}

/** Keeps a slow hash of what was purged, so that a proof for something else is not taken for one. */
export function keepTargets(folder: string, targets: PurgeTargets): void {
  const salt = randomBytes(16);
  const kept: Kept = { salt: salt.toString('hex'), sum: sumOf(targets, salt).toString('hex') };
  writeFileSync(join(folder, FILE), JSON.stringify(kept), { mode: 0o600 });
}

/** @throws UnleakError `usage` where these are not what was purged */
export function checkTargets(folder: string, targets: PurgeTargets): void {
  const file = join(folder, FILE);
  if (!existsSync(file)) throw others();
  const { salt, sum } = JSON.parse(readFileSync(file, 'utf8')) as Kept;
  if (!timingSafeEqual(sumOf(targets, Buffer.from(salt, 'hex')), Buffer.from(sum, 'hex'))) throw others();
}

/** What they are replaced by does not count, nor in which order they were given. */
function sumOf({ texts, patterns, blobs, paths }: PurgeTargets, salt: Buffer): Buffer {
  const all = [
    ...texts.map(({ secret }) => `text ${secret.reveal()}`),
    ...patterns.map(({ kind, source }) => `${kind} ${source.reveal()}`),
    ...[...blobs].map((oid) => `blob ${oid}`),
    ...paths.map((path) => `path ${path}`),
  ];
  return scryptSync(JSON.stringify([...new Set(all)].sort()), salt, 32);
}

const others = (): UnleakError =>
  new UnleakError(
    'usage',
    'These are not the targets that the last purge was given, so its proof would say nothing.',
    'Give the same fingerprints, files, paths or blobs as with --apply.',
  );
