import type { ObjectType, Oid } from '../../domain/blob.ts';
import type { ObjectReader } from './object-reader.ts';
import type { Refs } from './refs.ts';
import { unsupported } from './refusals.ts';
import { TreeLookup } from './staged-entries.ts';

// Where git looks for a short name, in this order: https://git-scm.com/docs/gitrevisions#_specifying_revisions
const PLACES = ['', 'refs/', 'refs/tags/', 'refs/heads/', 'refs/remotes/'];

/**
 * The object that a revision names: a full or short id, a ref, then any of `~n`, `^n`, `^{type}`, and `:path`.
 * @returns undefined when nothing here has that name
 * @throws UnleakError `unsupported` for other syntax (`@{…}`, `:/text`, `:path`)
 */
export async function resolveRevision(reader: ObjectReader, refs: Refs, revision: string): Promise<Oid | undefined> {
  if (revision === '') return undefined;
  const parts = /^([^~^:]+?)((?:~\d*|\^\d*|\^\{\w*\})*)(?::(.*))?$/s.exec(revision);
  if (!parts || parts[1]!.includes('@{')) throw unsupported(`the revision syntax of ${JSON.stringify(revision)}`);
  let oid = await base(reader, refs, parts[1]!);
  for (const [step] of parts[2]!.matchAll(/~\d*|\^\d*(?!\{)|\^\{\w*\}/g)) {
    if (oid === undefined || !reader.has(oid)) return undefined;
    oid = await follow(reader, oid, step);
  }
  if (oid === undefined || !reader.has(oid)) return undefined;
  return parts[3] === undefined ? oid : atPath(reader, oid, parts[3]);
}

async function base(reader: ObjectReader, refs: Refs, name: string): Promise<Oid | undefined> {
  if (/^[0-9a-f]{40}$/i.test(name)) return name.toLowerCase();
  if (name === '@') return refs.read('HEAD');
  for (const place of [...PLACES.map((before) => before + name), `refs/remotes/${name}/HEAD`]) {
    const oid = await refs.read(place);
    if (oid !== undefined) return oid;
  }
  return /^[0-9a-f]{4,39}$/i.test(name) ? abbreviated(reader, name.toLowerCase()) : undefined;
}

async function abbreviated(reader: ObjectReader, start: string): Promise<Oid | undefined> {
  const matches: Oid[] = [];
  for await (const oid of reader.inventory.all()) if (oid.startsWith(start)) matches.push(oid);
  return matches.length === 1 ? matches[0] : undefined;
}

async function follow(reader: ObjectReader, from: Oid, step: string): Promise<Oid | undefined> {
  const type = /^\^\{(\w*)\}$/.exec(step)?.[1];
  if (type !== undefined) return peelTo(reader, from, type);
  const commit = await peelTo(reader, from, 'commit');
  const count = Number(step.slice(1) || '1');
  if (commit === undefined) return undefined;
  if (step.startsWith('^')) return count === 0 ? commit : (await reader.commit(commit)).parents[count - 1];
  let at: Oid | undefined = commit;
  for (let i = 0; i < count && at !== undefined && reader.has(at); i++) at = (await reader.commit(at)).parents[0];
  return at;
}

async function peelTo(reader: ObjectReader, oid: Oid, type: string): Promise<Oid | undefined> {
  if (type === 'object') return oid;
  if (type === 'tag') return (await reader.read(oid)).type === 'tag' ? oid : undefined;
  const peeled = await reader.peel(oid);
  if (type === '' || peeled.type === (type as ObjectType)) return peeled.oid;
  if (type === 'tree' && peeled.type === 'commit') return (await reader.commit(peeled.oid)).tree;
  return undefined;
}

async function atPath(reader: ObjectReader, from: Oid, path: string): Promise<Oid | undefined> {
  const tree = await peelTo(reader, from, 'tree');
  if (tree === undefined || path === '') return tree;
  const entry = await new TreeLookup(reader, tree).entry(Buffer.from(path).toString('latin1').replace(/\/$/, ''));
  return entry?.oid !== undefined && reader.has(entry.oid) ? entry.oid : undefined;
}
