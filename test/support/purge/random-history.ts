import fc from 'fast-check';
import type { LooseWriter } from './loose-writer.ts';
import { rawTree, TEXT } from './rewriting.ts';

/** A change of a file: at one of few paths, so that histories meet. */
const edit = fc.record({
  path: fc.constantFrom(
    'a',
    'b.txt',
    'B.TXT',
    'dir/a',
    'dir/c\xe9',
    'dir/sub/x',
    'dir/sub/y',
    'lib/a',
    'lib/deep/er/z',
    'link',
  ),
  what: fc.constantFrom('text', 'leak', 'leak', 'delete', 'copy'),
  mode: fc.constantFrom('100644', '100644', '100755', '100664', '120000', '160000'),
  number: fc.nat(5),
});

const commit = fc.record({
  edits: fc.array(edit, { maxLength: 4 }),
  /** How far back its parents are; none: a root. */
  parents: fc.array(fc.nat(6), { maxLength: 4 }),
  cites: fc.option(fc.record({ back: fc.nat(8), length: fc.constantFrom(7, 10, 40, 64) }), { nil: undefined }),
  signed: fc.boolean(),
  extra: fc.constantFrom('', 'encoding ISO-8859-1\n', 'x-odd a\n b\n'),
  zone: fc.constantFrom('+0000', '-0730', '+051800'),
  leaks: fc.constantFrom('', '', '', '', '', TEXT),
  end: fc.constantFrom('', '\n', '\n\n'),
});

/** What a history is made of. */
export const historyPlan = fc.record({
  commits: fc.array(commit, { minLength: 1, maxLength: 14 }),
  tags: fc.array(fc.record({ of: fc.nat(20), signed: fc.boolean(), leaks: fc.boolean() }), { maxLength: 4 }),
  notes: fc.array(fc.array(fc.record({ on: fc.nat(30), fan: fc.boolean(), leaks: fc.boolean() }), { maxLength: 4 }), {
    maxLength: 3,
  }),
  packed: fc.constantFrom('loose', 'packed', 'both'),
});
export type HistoryPlan = typeof historyPlan extends fc.Arbitrary<infer T> ? T : never;

type Files = ReadonlyMap<string, readonly [mode: string, oid: string]>;

/** The objects of a history, each behind all that it names and cites. */
export interface MadeHistory {
  readonly commits: string[];
  readonly tags: string[];
  readonly notes: string[];
}

const SIGNATURE = 'gpgsig -----BEGIN PGP SIGNATURE-----\n \n abc\n -----END PGP SIGNATURE-----\n';
const at = <T>(list: readonly T[], back: number): T | undefined => list[list.length - 1 - back];

/** Writes a history. */
export function makeHistory(writer: LooseWriter, plan: HistoryPlan): MadeHistory {
  const made: MadeHistory = { commits: [], tags: [], notes: [] };
  const files: Files[] = [];
  for (const [i, { edits, parents, cites, signed, extra, zone, leaks, end }] of plan.commits.entries()) {
    const own = parents.flatMap((back) => at(made.commits, back) ?? []);
    files.push(edited(writer, at(files, parents[0] ?? i) ?? new Map(), edits));
    const cited = cites && at(made.commits, cites.back)?.slice(0, cites.length);
    const text = [
      `tree ${treeOf(writer, files.at(-1)!)}\n`,
      ...own.map((parent) => `parent ${parent}\n`),
      `author A ${leaks} <a@b> ${i} ${zone}\ncommitter C <c@d> ${i} ${zone}\n${extra}${signed ? SIGNATURE : ''}`,
      `\ncommit ${i} (${cited ?? 'none'}) ${leaks}${end}`,
    ];
    made.commits.push(writer.write('commit', Buffer.from(text.join(''), 'latin1')));
  }
  for (const [i, { of, signed, leaks }] of plan.tags.entries()) {
    const all = [...writer.objects].filter(([, { type }]) => type !== 'tree' || i % 2 === 0);
    const [oid, { type }] = all[of % all.length]!;
    const text = `object ${oid}\ntype ${type}\ntag t${i}\n\nm ${leaks ? TEXT : ''}\n${signed ? '-----BEGIN PGP SIGNATURE-----\n\nx\n' : ''}`;
    made.tags.push(writer.write('tag', Buffer.from(text)));
  }
  for (const notes of plan.notes) {
    const blobs = files.flatMap((all) => [...all.values()].flatMap(([mode, oid]) => (mode === '160000' ? [] : oid)));
    made.notes.push(notesCommit(writer, made, [...new Set(blobs)], notes));
  }
  return made;
}

function edited(writer: LooseWriter, before: Files, edits: HistoryPlan['commits'][number]['edits']): Files {
  const files = new Map(before);
  for (const { path, what, mode, number } of edits) {
    if (what === 'delete') files.delete(path);
    else if (what === 'copy')
      files.set(path, [...files.values()][number % Math.max(1, files.size)] ?? file(writer, mode, `${number}`));
    else
      files.set(
        path,
        file(writer, mode, what === 'leak' ? `${number}\n${TEXT}${number % 2 ? '\n' : ''}` : `${number}`),
      );
  }
  return files;
}

function file(writer: LooseWriter, mode: string, text: string): readonly [string, string] {
  const oid = writer.write('blob', Buffer.from(text));
  // A submodule's commit that is, by chance, the id of something here: nobody may touch it.
  return [mode, oid];
}

function treeOf(writer: LooseWriter, files: Files): string {
  const entries = new Map<string, [string, string, string]>();
  const folders = new Map<string, Map<string, readonly [string, string]>>();
  for (const [path, [mode, oid]] of files) {
    const [name, ...rest] = path.split('/');
    if (rest.length === 0) entries.set(name!, [mode, name!, oid]);
    else folders.set(name!, (folders.get(name!) ?? new Map()).set(rest.join('/'), [mode, oid]));
  }
  for (const [name, inner] of folders) entries.set(`${name}/`, ['40000', name, treeOf(writer, inner)]);
  const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
  return writer.write('tree', rawTree(...sorted));
}

/** @param blobs that a commit holds: what only a submodule's entry names is nobody's */
function notesCommit(
  writer: LooseWriter,
  made: MadeHistory,
  blobs: readonly string[],
  notes: HistoryPlan['notes'][number],
): string {
  const files = new Map<string, readonly [string, string]>();
  const all = [...made.commits, ...made.tags, ...blobs];
  for (const { on, fan, leaks } of notes) {
    const key = all[on % all.length]!;
    if (files.has(key) || files.has(`${key.slice(0, 2)}/${key.slice(2)}`)) continue;
    const blob = writer.write('blob', Buffer.from(`note ${leaks ? TEXT : ''}\n`));
    files.set(fan ? `${key.slice(0, 2)}/${key.slice(2)}` : key, ['100644', blob]);
  }
  const parent = made.notes.at(-1);
  const links = `tree ${treeOf(writer, files)}\n${parent ? `parent ${parent}\n` : ''}`;
  return writer.write('commit', Buffer.from(`${links}author A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\nnotes\n`));
}
