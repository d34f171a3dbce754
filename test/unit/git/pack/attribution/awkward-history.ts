/** A small seeded generator of numbers, so that a failing history can be made again. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** A number from 0 to `sides` - 1. */
  roll(sides: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides;
  }

  chance(percent: number): boolean {
    return this.roll(100) < percent;
  }

  pick<T>(among: readonly T[]): T {
    return among[this.roll(among.length)]!;
  }
}

interface Entry {
  readonly mode: string;
  /** A mark of fast-import, or a submodule's commit. */
  readonly content: string;
}
type Files = Map<string, Entry>;

/** Names that look like an entry's head, or hold odd bytes, or are long. */
const NAMES = [
  'a',
  'b',
  'lib',
  'src',
  'x100644 y',
  '40000 z',
  '100644 q',
  'é',
  'tab\there',
  'Makefile',
  'n'.repeat(180),
  'q"uote',
];
const BRANCHES = ['main', 'dev', 'x/y', 'lost'];
const MOST_PARENTS = 14;

/** The input of `git fast-import` for a history with octopus merges, renames, changes of mode, submodules, symlinks and orphans. */
export function awkwardHistory(seed: number, commits: number, hexLength = 40): string {
  return new History(new Dice(seed), hexLength).write(commits);
}

class History {
  readonly #dice: Dice;
  readonly #hexLength: number;
  readonly #text: string[] = [];
  /** By commit, from 1 on. */
  readonly #files: Files[] = [new Map()];
  #blobs = 0;

  constructor(dice: Dice, hexLength: number) {
    this.#dice = dice;
    this.#hexLength = hexLength;
  }

  write(commits: number): string {
    for (let mark = 1; mark <= commits; mark++) this.#commit(mark);
    return this.#text.join('');
  }

  #commit(mark: number): void {
    const parents = this.#parents(mark);
    const files: Files = new Map(parents[0] === undefined ? [] : this.#files[parents[0]]);
    for (const other of parents.slice(1)) this.#takeFrom(this.#files[other]!, files);
    for (let changes = this.#dice.pick([1, 1, 1, 2, 4, 9]); changes > 0; changes--) this.#change(files);
    this.#files.push(files);
    this.#writeCommit(mark, parents, files);
  }

  #parents(mark: number): number[] {
    const parents = new Set<number>();
    if (mark > 1 && this.#dice.chance(97))
      parents.add(this.#dice.chance(70) ? mark - 1 : 1 + this.#dice.roll(mark - 1));
    while (parents.size > 0 && parents.size < MOST_PARENTS && this.#dice.chance(parents.size > 1 ? 55 : 20))
      parents.add(1 + this.#dice.roll(mark - 1));
    return [...parents];
  }

  #takeFrom(theirs: Files, files: Files): void {
    for (const [path, entry] of theirs) if (this.#dice.chance(40)) this.#put(files, path, entry);
  }

  #change(files: Files): void {
    const known = [...files.keys()];
    const kind = this.#dice.roll(10);
    const path = known.length > 0 ? this.#dice.pick(known) : this.#path();
    const entry = files.get(path);
    if (!entry || kind < 4) this.#put(files, this.#path(), this.#newFile());
    else if (kind === 4) files.delete(path);
    else if (kind === 5) this.#put(files, path, this.#otherMode(entry));
    else if (kind === 6) this.#put(files, this.#path(), entry);
    else if (kind === 7) this.#move(files, path, entry);
    else if (kind === 8) this.#put(files, this.#path(), { mode: '160000', content: this.#submodule() });
    else this.#put(files, path, this.#newFile());
  }

  #move(files: Files, path: string, entry: Entry): void {
    files.delete(path);
    this.#put(files, this.#path(), entry);
  }

  #otherMode({ mode, content }: Entry): Entry {
    return mode === '160000' ? { mode, content } : { mode: mode === '100755' ? '100644' : '100755', content };
  }

  /** A file takes the place of a folder, and a folder that of a file. */
  #put(files: Files, path: string, entry: Entry): void {
    for (const other of [...files.keys()])
      if (other.startsWith(`${path}/`) || path.startsWith(`${other}/`)) files.delete(other);
    files.set(path, entry);
  }

  #path(): string {
    const depth = this.#dice.pick([1, 1, 2, 2, 3, 6]);
    return Array.from({ length: depth }, () => this.#dice.pick(NAMES) + this.#dice.pick(['', '', '1', '2', '33'])).join(
      '/',
    );
  }

  /** Contents come again, so that a blob has several paths and commits. */
  #newFile(): Entry {
    const mark = 100_000 + ++this.#blobs;
    const content = `content ${this.#dice.roll(this.#blobs / 2 + 9)}\n`;
    this.#text.push(`blob\nmark :${mark}\ndata ${content.length}\n${content}\n`);
    return { mode: this.#dice.pick(['100644', '100644', '100755', '120000']), content: `:${mark}` };
  }

  #submodule(): string {
    return Array.from({ length: this.#hexLength }, () => this.#dice.roll(16).toString(16)).join('');
  }

  #writeCommit(mark: number, parents: readonly number[], files: Files): void {
    const message = `change ${mark} of a history\n`.repeat(1 + this.#dice.roll(30));
    // Some clocks are wrong.
    const when = 1_600_000_000 + mark * 60 - this.#dice.pick([0, 0, 0, 90_000]);
    this.#text.push(
      `commit refs/heads/${this.#dice.pick(BRANCHES)}\nmark :${mark}\n`,
      `author A <a@b> ${when} +0100\ncommitter C <c@d> ${when} +0000\ndata ${message.length}\n${message}`,
      ...parents.map((parent, i) => `${i === 0 ? 'from' : 'merge'} :${parent}\n`),
      'deleteall\n',
      ...[...files].map(([path, { mode, content }]) => `M ${mode} ${content} ${quoted(path)}\n`),
      '\n',
    );
  }
}

const quoted = (path: string): string => `"${path.replace(/["\\]/g, '\\$&').replace(/\t/g, '\\t')}"`;
