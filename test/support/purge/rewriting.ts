import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'vitest';
import { Secret } from '../../../src/domain/secret.ts';
import { openObjectStore } from '../../../src/git/pack/object-store.ts';
import { PackWriter } from '../../../src/git/pack/write/pack-writer.ts';
import { Cleaner } from '../../../src/purge/clean/cleaner.ts';
import type { Found } from '../../../src/purge/find/found.ts';
import { dryRun } from '../../../src/purge/rewrite/dry-run.ts';
import type { DroppedSignature, DryRun, Removal, Rewritten } from '../../../src/purge/rewrite/request.ts';
import { rewrite } from '../../../src/purge/rewrite/rewrite.ts';
import { Core } from '../../../src/wasm/core.ts';
import type { TestRepository } from '../sandbox.ts';

/** What is taken out in these tests, and what takes its place. */
export const TEXT = 'correct-horse-battery';
export const MARK = 'REDACTED';

/** Takes `TEXT` out. */
export const cleanerOf = (text = TEXT, mark = MARK): Cleaner =>
  new Cleaner({
    texts: [{ secret: new Secret(text), replacement: { kind: 'marker', text: new Secret(mark) }, name: 'text' }],
    patterns: [],
  });

/** An object as git prints it. */
export interface RawObject {
  readonly oid: string;
  readonly type: string;
  readonly bytes: Buffer;
}

/** Runs git for its bytes. Replacements do not count. */
export const gitBytes = (repo: TestRepository, args: readonly string[], input: string | Buffer = ''): Buffer =>
  execFileSync('git', args, {
    cwd: repo.path,
    env: { ...repo.sandbox.env, GIT_NO_REPLACE_OBJECTS: '1' },
    input,
    maxBuffer: 2 ** 30,
    stdio: ['pipe', 'pipe', 'pipe'],
  });

/** The lines that git prints. */
export const gitLines = (repo: TestRepository, args: readonly string[], input = ''): string[] =>
  gitBytes(repo, args, input).toString('latin1').split('\n').filter(Boolean);

/** Every object that a repository has, reachable or not. */
export function allObjects(repo: TestRepository): RawObject[] {
  const out = gitBytes(repo, ['cat-file', '--batch-all-objects', '--batch', '--buffer']);
  return parseBatch(out);
}

/** Some objects. */
export const objectsNamed = (repo: TestRepository, oids: readonly string[]): RawObject[] =>
  parseBatch(gitBytes(repo, ['cat-file', '--batch', '--buffer'], oids.map((oid) => `${oid}\n`).join('')));

export const bytesOf = (repo: TestRepository, oid: string): Buffer => objectsNamed(repo, [oid])[0]!.bytes;

function parseBatch(out: Buffer): RawObject[] {
  const found: RawObject[] = [];
  for (let at = 0; at < out.length; ) {
    const end = out.indexOf(0x0a, at);
    const [oid, type, size] = out.toString('latin1', at, end).split(' ');
    if (size === undefined) throw new Error(`git has no ${oid}`);
    found.push({ oid: oid!, type: type!, bytes: out.subarray(end + 1, end + 1 + Number(size)) });
    at = end + 2 + Number(size);
  }
  return found;
}

/** Writes any bytes as an object. @returns its id */
export const writeRaw = (repo: TestRepository, type: string, bytes: string | Buffer): string =>
  gitBytes(repo, ['hash-object', '-w', '--literally', '-t', type, '--stdin'], Buffer.from(bytes as string, 'latin1'))
    .toString()
    .trim();

/** A tree's bytes. */
export const rawTree = (...entries: readonly (readonly [mode: string, name: string, oid: string])[]): Buffer =>
  Buffer.concat(
    entries.flatMap(([mode, name, oid]) => [Buffer.from(`${mode} ${name}\0`, 'latin1'), Buffer.from(oid, 'hex')]),
  );

/** Which objects hold a text: found without any of the code that is tested. */
function foundIn(repo: TestRepository, text = TEXT): Found {
  const of = (type: string): string[] =>
    allObjects(repo)
      .filter((object) => object.type === type && object.bytes.includes(text))
      .map(({ oid }) => oid);
  return {
    ...{ blobs: of('blob'), commits: of('commit'), tags: of('tag'), trees: of('tree') },
    unread: [],
    objects: 0,
    bytes: 0,
  };
}

/** What a rewrite is to do, besides taking `TEXT` out. */
export interface Wishes {
  readonly remove?: Partial<Removal>;
  readonly pruneEmpty?: boolean;
  readonly tips?: readonly string[];
  readonly found?: Partial<Found>;
  readonly cleaner?: Cleaner;
}

/** All that refs, HEAD and reflogs name. */
const tipsOf = (repo: TestRepository): string[] => [
  ...new Set([
    ...gitLines(repo, ['for-each-ref', '--format=%(objectname)']),
    ...gitLines(repo, ['reflog', 'show', '--all', '--format=%H']),
  ]),
];

/** What a rewrite did, with the answers of the dry run before it. */
export interface Done extends Rewritten {
  readonly dry: DryRun;
  /** What an object is now. */
  of(oid: string): string | null;
}

/** Rewrites a repository's objects; no ref moves. */
export function rewriteObjects(repo: TestRepository, wishes: Wishes = {}): Done {
  const folder = join(repo.git('rev-parse', '--absolute-git-dir'), 'objects');
  const shared = () => ({
    store: openObjectStore([folder], {
      hashLength: repo.git('rev-parse', '--show-object-format') === 'sha256' ? 32 : 20,
    }),
    core: new Core(),
    found: { ...foundIn(repo), ...wishes.found },
    cleaner: wishes.cleaner ?? cleanerOf(),
    remove: { blobs: new Set<string>(), ...wishes.remove },
    notes: gitLines(repo, ['for-each-ref', '--format=%(objectname)', 'refs/notes']),
    tips: wishes.tips ?? tipsOf(repo),
  });
  const dry = dryRun(shared());
  const request = shared();
  const writer = PackWriter.open(folder, request.store.hashLength);
  try {
    const { pruneEmpty } = wishes;
    const done = rewrite({ ...request, writer, replaceRefs: [], pruneEmpty });
    writer.finish();
    if (!pruneEmpty) expectForetold(done, dry, request.tips);
    return { ...done, dry, of: (oid) => valueOr(done.map.getHex(oid), oid) };
  } finally {
    writer.abort();
  }
}

/** The dry run says what will be. */
function expectForetold(done: Rewritten, dry: DryRun, tips: readonly string[]): void {
  const { commits, kept, firstChanged } = done;
  expect(dry).toMatchObject({ commits, kept, firstChanged });
  expect(dry.changedTips).toEqual(tips.filter((tip) => done.map.getHex(tip) !== undefined));
  expect(byId(dry.signatures)).toEqual(byId(done.signaturesDropped));
  expect(dry.paths.map(({ path, oid }) => `${path} ${oid}`).sort()).toEqual(
    done.paths.map(({ path, oid }) => `${path} ${oid}`).sort(),
  );
}

const byId = (dropped: readonly DroppedSignature[]): DroppedSignature[] =>
  [...dropped].sort((a, b) => (a.oid + a.kind < b.oid + b.kind ? -1 : 1));

const valueOr = (value: string | null | undefined, other: string): string | null =>
  value === undefined ? other : value;
