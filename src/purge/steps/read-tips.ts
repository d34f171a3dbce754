import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Oid } from '../../domain/blob.ts';
import type { ObjectStore } from '../../git/pack/object-store.ts';
import type { RefState } from '../../git/refs/read-refs.ts';
import { below } from '../safety/durable.ts';
import { walkFiles } from '../safety/walk-files.ts';
import { exists, type Subject } from './subject.ts';

/** What the history is rewritten from. */
export interface Tips {
  /** What refs, HEADs and reflogs name, each once. */
  readonly all: readonly Oid[];
  /** Of these, the tips of notes, and what replace refs put in place of other objects. */
  readonly notes: readonly Oid[];
  readonly replaceRefs: readonly Oid[];
}

const NOTES = /^(?:worktrees\/[^/]+\/)?refs\/notes\//;
const REPLACE = /^(?:worktrees\/[^/]+\/)?refs\/replace\//;

/** All that has to have an answer in the map of a rewrite. Reflogs name what is pruned already, too: that needs none. */
export function readTips({ layout, refs }: Subject, store: ObjectStore): Tips {
  const named = refs.map(({ oid }) => oid);
  const logged = layout.worktrees.flatMap(({ gitDirectory }) => loggedIn(join(gitDirectory, 'logs')));
  const there = [...new Set(logged)].filter((oid) => store.find(Buffer.from(oid, 'hex')));
  const tipsOf = (names: RegExp): Oid[] => refs.filter(({ name }: RefState) => names.test(name)).map(({ oid }) => oid);
  return { all: [...new Set([...named, ...there])], notes: tipsOf(NOTES), replaceRefs: tipsOf(REPLACE) };
}

/** The ids of a folder of reflogs: each line begins with the old one and the new one. */
function loggedIn(folder: string): Oid[] {
  if (!exists(folder)) return [];
  const files = [...walkFiles(folder)].filter(({ kind }) => kind === 'file');
  return files.flatMap(({ path }) => {
    const lines = readFileSync(below(folder, path), 'latin1').split('\n');
    return lines.flatMap((line) => /^([0-9a-f]{40,64}) ([0-9a-f]{40,64}) /.exec(line)?.slice(1) ?? []);
  });
}
