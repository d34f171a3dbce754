import type { Oid, PathBytes } from '../../domain/blob.ts';
import { treeEntries } from '../find/tree-entries.ts';
import type { TipDifference, TipParts } from './tips-differ.ts';

type Difference = Pick<TipDifference, 'path' | 'why'>;

/** An entry of a tree: bytes as latin1, the id in hex. */
interface Entry {
  readonly mode: string;
  readonly name: PathBytes;
  readonly oid: Oid;
}

/** Modes of folders: 40000, by old tools 040000. */
const isTree = ({ mode }: Entry): boolean => /^0*4/.test(mode);

/** Compares the trees of old and new tips, each pair once. */
export class TreeComparison {
  readonly #parts: TipParts;
  readonly #compared = new Set<string>();
  /** What names became. */
  readonly #names = new Map<PathBytes, PathBytes>();

  constructor(parts: TipParts) {
    this.#parts = parts;
  }

  /** @param after undefined: there is none @returns what is there and should not be, or is not and should */
  differences(before: Oid, after: Oid | undefined, folder: PathBytes = ''): Difference[] {
    if (before === after && this.#parts.skipsSame) return [];
    // Where nothing hangs on the path, a pair is the same everywhere.
    const pair = `${before} ${after ?? ''} ${this.#parts.removes ? folder : ''}`;
    if (this.#compared.has(pair)) return [];
    this.#compared.add(pair);
    const [old, now] = [this.#entries(before), after === undefined ? [] : this.#entries(after)];
    if (!old || !now) return [{ path: folder, why: 'The folder can’t be read.' }];
    return this.#compare(old, now, folder === '' ? '' : `${folder}/`);
  }

  #compare(old: readonly Entry[], now: readonly Entry[], folder: PathBytes): Difference[] {
    // Damaged trees have two of a name: then the first is the first.
    const left = new Map<PathBytes, Entry[]>();
    for (const entry of now) left.set(entry.name, [...(left.get(entry.name) ?? []), entry]);
    const kept = old.filter(({ name }) => !this.#parts.removes?.(folder + name));
    // What keeps its name keeps its place; what lost its name got one that was free.
    const isRenamed = (entry: Entry): boolean => this.#nameOf(entry) !== entry.name;
    const inOrder = [...kept.filter((entry) => !isRenamed(entry)), ...kept.filter(isRenamed)];
    const found = inOrder.flatMap((entry) => this.#follow(entry, this.#take(entry, left), folder + entry.name));
    const added = [...left.values()].flat();
    return [...found, ...added.map(({ name }) => ({ path: folder + name, why: 'It was not there before.' }))];
  }

  /** Finds what an old entry became, and takes it out. */
  #take(entry: Entry, left: ReadonlyMap<PathBytes, Entry[]>): Entry | undefined {
    if (!isTree(entry) && this.#parts.became(entry.oid) === null) return undefined;
    const name = this.#nameOf(entry);
    let taken = left.get(name)?.shift();
    for (let number = 2; !taken && name !== entry.name && number <= left.size + 1; number++)
      taken = left.get(`${name}-${number}`)?.shift();
    return taken;
  }

  #follow(old: Entry, now: Entry | undefined, path: PathBytes): Difference[] {
    if (isTree(old)) {
      if (now && now.mode !== old.mode) return [{ path, why: 'It has another mode.' }];
      return this.differences(old.oid, now?.oid, path);
    }
    const expected = this.#parts.became(old.oid);
    if (expected === null) return [];
    if (!now) return [{ path, why: 'It is gone.' }];
    if (now.mode !== old.mode) return [{ path, why: 'It has another mode.' }];
    return now.oid === (expected ?? old.oid) ? [] : [{ path, why: 'It is another than the old one without the text.' }];
  }

  #nameOf({ name }: Entry): PathBytes {
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    const cleaned = this.#parts.cleaner.clean(Buffer.from(name, 'latin1'), 'name');
    const becomes = cleaned ? cleaned.bytes.toString('latin1') : name;
    this.#names.set(name, becomes);
    return becomes;
  }

  #entries(oid: Oid): Entry[] | undefined {
    const object = this.#parts.read(oid);
    if (object?.type !== 'tree') return undefined;
    return treeEntries(object.bytes, this.#parts.hashLength)?.map(({ mode, name, id }) => ({
      mode: mode.toString('latin1'),
      name: name.toString('latin1'),
      oid: id.toString('hex'),
    }));
  }
}
