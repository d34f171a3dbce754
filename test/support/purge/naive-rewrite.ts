import type { LooseWriter } from './loose-writer.ts';
import { MARK, TEXT } from './rewriting.ts';

/**
 * What a rewrite has to come to, worked out object by object with regular expressions: an oracle, slow and plain. Objects
 * are given in an order in which each comes behind all that it names or cites.
 */
export class NaiveRewrite {
  readonly ids = new Map<string, string>();
  /** New objects as latin1, by id. */
  readonly texts = new Map<string, string>();
  readonly #writer: LooseWriter;
  readonly #commits: readonly string[];

  /** @param commits the ids of all */
  constructor(writer: LooseWriter, commits: readonly string[]) {
    this.#writer = writer;
    this.#commits = commits;
  }

  of(oid: string): string {
    return this.ids.get(oid) ?? oid;
  }

  /** Works out what an object becomes, all it names and cites being done. @returns its new id */
  take(oid: string, isNotes = false): string {
    const { type, bytes } = this.#writer.objects.get(oid)!;
    const text = bytes.toString('latin1');
    let now = oid;
    if (type === 'blob') now = this.#id(type, text.replaceAll(TEXT, MARK));
    else if (type === 'tree') now = isNotes ? this.#notes(oid) : this.#tree(bytes);
    else now = this.#linked(type, text);
    if (now !== oid) this.ids.set(oid, now);
    return now;
  }

  #id(type: string, text: string): string {
    const id = this.#writer.idOf(type, Buffer.from(text, 'latin1'));
    this.texts.set(id, text);
    return id;
  }

  #tree(bytes: Buffer): string {
    const entries = this.#entries(bytes).map(([mode, name, id]) => {
      const now = mode === '160000' ? id : this.#writer.objects.has(id) ? this.take(id) : id;
      return `${mode} ${name}\0${Buffer.from(now, 'hex').toString('latin1')}`;
    });
    return this.#id('tree', entries.join(''));
  }

  /** Notes are flat here, or in folders of two digits: they are put in git's order again. */
  #notes(oid: string): string {
    const { bytes } = this.#writer.objects.get(oid)!;
    const flat = new Map<string, string>();
    const folders = new Map<string, [string, string][]>();
    for (const [mode, name, id] of this.#entries(bytes)) {
      if (mode !== '40000') flat.set(this.of(name), this.take(id));
      else
        for (const [, rest, note] of this.#entries(this.#writer.objects.get(id)!.bytes)) {
          const key = this.of(name + rest);
          folders.set(key.slice(0, 2), [...(folders.get(key.slice(0, 2)) ?? []), [key.slice(2), this.take(note)]]);
        }
    }
    const line = (mode: string, name: string, id: string): string =>
      `${mode} ${name}\0${Buffer.from(id, 'hex').toString('latin1')}`;
    const sorted = <T>(entries: Iterable<[string, T]>): [string, T][] =>
      [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
    const all: [string, string][] = [];
    for (const [name, id] of flat) all.push([name, line('100644', name, id)]);
    for (const [name, notes] of folders) {
      const tree = sorted(notes).map(([rest, id]) => line('100644', rest, id));
      all.push([`${name}/`, line('40000', name, this.#id('tree', tree.join('')))]);
    }
    return this.#id(
      'tree',
      sorted(all)
        .map(([, entry]) => entry)
        .join(''),
    );
  }

  #entries(bytes: Buffer): [mode: string, name: string, id: string][] {
    const length = this.#commits[0]!.length / 2;
    const found: [string, string, string][] = [];
    for (let at = 0; at < bytes.length; ) {
      const nul = bytes.indexOf(0, at);
      const [mode, ...name] = bytes.toString('latin1', at, nul).split(' ');
      found.push([mode!, name.join(' '), bytes.toString('hex', nul + 1, nul + 1 + length)]);
      at = nul + 1 + length;
    }
    return found;
  }

  #linked(type: string, text: string): string {
    const at = text.indexOf('\n\n');
    const linked = text
      .slice(0, at)
      .replace(/^(tree|parent|object) ([0-9a-f]+)$/gm, (_, name, id) => `${name} ${this.of(id)}`);
    const cleaned = `${linked}${text.slice(at)}`.replaceAll(TEXT, MARK);
    if (cleaned === text) return this.#id(type, text);
    const end = cleaned.indexOf('\n\n');
    const header = cleaned.slice(0, end).replace(/\ngpgsig(-sha256)? .*(\n .*)*/g, '');
    const message = cleaned.slice(end).replace(/\b[0-9a-f]{7,64}\b/g, (id) => this.#cited(id));
    const unsigned = type === 'tag' ? message.replace(/(^|\n)-----BEGIN PGP SIGNATURE-----\n.*$/s, '$1') : message;
    return this.#id(type, header + unsigned);
  }

  #cited(id: string): string {
    const cited = this.#commits.filter((commit) => commit.startsWith(id));
    return cited.length === 1 ? this.of(cited[0]!).slice(0, id.length) : id;
  }
}
