import type { FileHolder, NotLookedAt } from './proof.ts';
import type { Teller } from './teller.ts';

/** Lists of what was found outside of objects. */
interface Lists {
  readonly files: FileHolder[];
  readonly names: Set<string>;
  readonly notLookedAt: NotLookedAt[];
}

/** What was found outside of objects so far. Paths are given as bytes and kept as they can be shown. */
export class Gathered {
  readonly #lists: Lists;
  readonly #teller: Teller;
  /** What precedes each path: where a submodule's git directory lies. */
  readonly #prefix: string;

  constructor(teller: Teller, prefix = '', lists: Lists = { files: [], names: new Set(), notLookedAt: [] }) {
    this.#teller = teller;
    this.#prefix = prefix;
    this.#lists = lists;
  }

  /** For a repository inside of this one: what it takes is taken here, with where it lies. */
  inside(path: Buffer): Gathered {
    return new Gathered(this.#teller, `${this.#shown(path)}/`, this.#lists);
  }

  get files(): FileHolder[] {
    return this.#lists.files;
  }

  get names(): string[] {
    return [...this.#lists.names];
  }

  get notLookedAt(): NotLookedAt[] {
    return this.#lists.notLookedAt;
  }

  /** @param why a sentence */
  file(path: Buffer, why: string): void {
    this.files.push({ path: this.#shown(path), why });
  }

  left(path: Buffer, why: string): void {
    this.notLookedAt.push({ what: this.#shown(path), why });
  }

  /** Looks at a name; one that begins with another that tells is not named again. */
  name(name: Buffer): void {
    const slash = name.lastIndexOf(0x2f);
    if (this.#teller.path(name) && !(slash > 0 && this.#teller.path(name.subarray(0, slash))))
      this.#lists.names.add(this.#shown(name));
  }

  #shown(path: Buffer): string {
    return this.#prefix + this.#teller.shown(path);
  }
}
