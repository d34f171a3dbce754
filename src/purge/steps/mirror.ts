import { basename, dirname, resolve } from 'node:path';
import { UnleakError } from '../../domain/unleak-error.ts';
import { runGit } from '../../git/process.ts';
import { notReached } from '../../git/reach-remote.ts';
import type { PurgeWay } from '../purge-types.ts';
import { exists } from './subject.ts';

/** This git reaches the network, and may ask for a password: it was asked for by name. */
const openEnvironment = (): NodeJS.ProcessEnv => ({ ...process.env, LC_ALL: 'C', GIT_NO_REPLACE_OBJECTS: '1' });

/**
 * The folder to work in: `cwd`, or a private mirror of a remote, which is made, or brought up to date if it is there already.
 * @throws UnleakError `usage` where the folder is something else, `git-failed` where the remote can't be reached
 */
export async function placeOf(cwd: string, way: PurgeWay): Promise<string> {
  if (way.kind === 'in-place') return cwd;
  const remote = await urlOf(way.remote, cwd);
  const name = `${basename(remote.replace(/[/\\]+$/, ''), '.git')}-purge.git`;
  const folder = way.folder === undefined ? resolve(outside(cwd), name) : resolve(cwd, way.folder);
  if (exists(folder)) await update(folder, remote);
  else await clone(folder, remote, cwd);
  return folder;
}

/** Where a remote is: by its name here, as a path, or as it was given. */
async function urlOf(remote: string, cwd: string): Promise<string> {
  const named = /^[\w.-]+$/.test(remote) ? await ask(['remote', 'get-url', remote], cwd, [2, 128]) : '';
  const place = named || remote;
  if (!isTaken(place)) throw noTransport();
  if (exists(resolve(cwd, place))) return resolve(cwd, place);
  if (/^[\w.-]+$/.test(place)) throw noRemote(place);
  return place;
}

/** A helper program of git's (`ext::`), and whatever else is no common transport: https://git-scm.com/docs/gitremote-helpers */
function isTaken(place: string): boolean {
  if (/^[\w.+-]+::/.test(place)) return false;
  const scheme = /^([\w.+-]+):\/\//.exec(place)?.[1]?.toLowerCase();
  return scheme === undefined || ['https', 'http', 'ssh', 'git', 'file'].includes(scheme);
}

const ask = async (args: readonly string[], cwd: string, accept: readonly number[]): Promise<string> =>
  (await runGit(args, { cwd, env: openEnvironment(), accept })).toString().trimEnd();

/** The folder itself, or where it is in a work tree, the one that this lies in: nobody shall commit the mirror. */
function outside(folder: string): string {
  for (let at = folder; dirname(at) !== at; at = dirname(at)) if (exists(resolve(at, '.git'))) return dirname(at);
  return folder;
}

async function clone(folder: string, remote: string, cwd: string): Promise<void> {
  // Without links to the remote's files, whoever's they are: what is rewritten here must be ours alone.
  const args = ['clone', '--mirror', '--no-local', '--quiet', '--', remote, folder];
  await runGit(args, { cwd, env: openEnvironment() }).catch(fail('clone'));
}

const fail =
  (command: string) =>
  (cause: unknown): never => {
    throw notReached(command, cause);
  };

async function update(folder: string, remote: string): Promise<void> {
  const url = await ask(['config', 'remote.origin.url'], folder, [1]);
  const isMirror = (await ask(['config', 'remote.origin.mirror'], folder, [1])) === 'true';
  if (url !== remote || !isMirror || exists(resolve(folder, 'unleak'))) throw taken(folder);
  await runGit(['fetch', '--prune', '--quiet', 'origin'], { cwd: folder, env: openEnvironment() }).catch(fail('fetch'));
}

const taken = (folder: string): UnleakError =>
  new UnleakError(
    'usage',
    `${folder} is there already, and is no fresh mirror of that remote.`,
    'If it is the mirror of an earlier purge, push from there (unleak purge --push) or delete it; or name another folder with --into.',
  );

// It is not repeated: a URL may hold a password.
const noTransport = (): UnleakError =>
  new UnleakError(
    'usage',
    '--remote takes URLs of https, http, ssh, git and file (git@host:path, too), and paths; this one is of another kind.',
    'Clone it yourself with `git clone --mirror`, and purge in that clone.',
  );

const noRemote = (name: string): UnleakError =>
  new UnleakError(
    'usage',
    `There is no remote ${JSON.stringify(name)} here, and no folder of that name.`,
    'See `git remote -v`, or give the URL.',
  );
