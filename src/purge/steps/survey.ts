import type { ObjectType, Oid } from '../../domain/blob.ts';
import { UnleakError } from '../../domain/unleak-error.ts';
import { type ObjectStore, openObjectStore } from '../../git/pack/object-store.ts';
import { Cleaner } from '../clean/cleaner.ts';
import { findHolders } from '../find/find-holders.ts';
import type { Found } from '../find/found.ts';
import { stampsOf } from '../find/known-packs.ts';
import type { PurgeRequest } from '../purge-types.ts';
import type { Removal } from '../rewrite/request.ts';
import type { PurgeTargets } from '../targets.ts';
import { goesByPath } from './path-globs.ts';
import { readTips, type Tips } from './read-tips.ts';
import { objectFolderOf, type Subject } from './subject.ts';

/** What is to go, and where it stands. */
export interface Survey {
  readonly store: ObjectStore;
  readonly cleaner: Cleaner;
  readonly found: Found;
  /** The packs that were searched: see `KnownPacks`. */
  readonly searched: ReadonlySet<string>;
  readonly remove: Removal;
  readonly tips: Tips;
}

/** Nothing was looked for. */
export const NOTHING_FOUND: Found = { blobs: [], commits: [], tags: [], trees: [], unread: [], objects: 0, bytes: 0 };

/** All objects of a repository. @returns a store that says in `unreadable` what it could not use */
export const openStore = ({ layout }: Subject): ObjectStore =>
  openObjectStore([objectFolderOf(layout)], { hashLength: layout.hashLength });

/**
 * Looks through every object for what is to go.
 * @throws UnleakError `object-missing` for a blob that is not there
 */
export async function survey(subject: Subject, store: ObjectStore, request: PurgeRequest): Promise<Survey> {
  const { targets, threads, maxMemory, onProgress } = request;
  const cleaner = new Cleaner(targets);
  const searched = stampsOf(store);
  const wanted = targets.texts.length + targets.patterns.length > 0;
  const found = wanted
    ? await findHolders(store, subject.opened.repository, cleaner, {
        ...(threads === undefined ? {} : { threads }),
        ...(maxMemory === undefined ? {} : { maxMemory }),
        onPacked: (done, total) => onProgress?.('search', done, total),
      })
    : NOTHING_FOUND;
  return {
    store,
    cleaner,
    found,
    searched: wanted ? searched : new Set(),
    remove: await removalOf(subject, store, targets),
    tips: readTips(subject, store),
  };
}

async function removalOf({ opened }: Subject, store: ObjectStore, { blobs, paths }: PurgeTargets): Promise<Removal> {
  const types = blobs.size > 0 ? await opened.repository.types([...blobs]) : new Map<Oid, ObjectType>();
  for (const oid of blobs) {
    if (!store.find(Buffer.from(oid, 'hex'))) throw notThere(oid);
    if (types.get(oid) !== 'blob') throw noBlob(oid, types.get(oid));
  }
  return { blobs, path: paths.length > 0 ? goesByPath(paths) : undefined };
}

const notThere = (oid: Oid): UnleakError =>
  new UnleakError(
    'object-missing',
    `There is no object ${oid} in this repository.`,
    'Look for the blob with: git log --all --raw --no-abbrev -- <path>.',
  );

const noBlob = (oid: Oid, type: ObjectType | undefined): UnleakError =>
  new UnleakError(
    'usage',
    `The object ${oid} is a ${type ?? 'damaged one'}, not a blob.`,
    'Give the id of a file’s content: git log --all --raw --no-abbrev -- <path> shows it.',
  );
