import type { ExtraLiteral } from '../../detect/engine/tables-extras.ts';
import { UnleakError } from '../../domain/unleak-error.ts';
import type { LiteralHit } from '../../gate/history/literals/literal-inspector.ts';
import type { PurgeTargets } from '../targets.ts';
import { BASE64, HEX } from './alphabet.ts';
import { around } from './around-hits.ts';
import type { Cleaned } from './cleaned.ts';
import { applyEdits, type Edit } from './edit.ts';
import { BACKSLASH, PERCENT } from './escape-style.ts';
import { escaped } from './escaped.ts';
import { gzip } from './gzip.ts';
import { Layer, type Pass } from './layer.ts';
import { legalName } from './legal-name.ts';
import { patternPasses } from './patterns.ts';
import { plain } from './plain.ts';
import { isOfGzip, prefilterOf } from './prefilter.ts';
import { spelled } from './spelled.ts';
import { TextSearch } from './text-search.ts';
import { markerOf, type Wanted, wantedOf } from './wanted.ts';
import { utf16, utf32 } from './wide.ts';

/** Shorter texts stand in encoded bytes by accident, and under two encodings all the more. By the number of encodings, in bytes. */
const SHORTEST = [0, 5, 8];

/** All that a cleaning may inflate, in bytes: what is larger is a bomb, or no text. */
const MAX_INFLATED = 64 * 1024 * 1024;

/** How many beginnings of gzip members are tried; bytes that hold more were made to hold them. */
const MAX_TRIES = 10_000;

/**
 * Members of gzip files first: some are stored as they are, and what is changed within one would not be its checksum's.
 * Escaped text next, as a text that stands there as it is may begin or end within an escaped character.
 */
const PASSES: readonly Pass[] = [
  gzip,
  escaped(PERCENT),
  escaped(BACKSLASH),
  plain,
  utf16,
  utf32,
  spelled(BASE64),
  spelled(HEX),
];

/** Knows what targets look like in bytes, in every encoding, and takes them out. */
export class Cleaner {
  readonly #wanted: readonly Wanted[];
  readonly #searches: readonly TextSearch[];
  readonly #patterns: readonly Pass[];

  /** @throws UnleakError `usage` for a text that can't be replaced or an expression that is none */
  constructor({ texts, patterns }: Pick<PurgeTargets, 'texts' | 'patterns'>) {
    this.#wanted = wantedOf(texts);
    this.#searches = SHORTEST.map((least) => new TextSearch(this.#wanted.filter(({ bytes }) => bytes.length >= least)));
    this.#patterns = patternPasses(patterns, texts.length);
    for (const { name, replacement } of [...texts, ...patterns]) {
      const marker = markerOf(replacement);
      if (marker && this.#edits(marker, []).length > 0) throw endless(name);
    }
  }

  /** @returns undefined when nothing of the targets stands there */
  clean(bytes: Buffer, where: 'blob' | 'message' | 'name'): Cleaned | undefined {
    const edits = this.#edits(bytes, where === 'name' ? [] : this.#patterns);
    if (edits.length === 0) return undefined;
    const replaced = edits.flatMap((edit) => edit.replaced);
    if (where !== 'name') return { bytes: applyEdits(bytes, edits), replaced };
    const parts = edits.map((edit) => ({ ...edit, bytes: legalName.part(edit.bytes) }));
    return { bytes: legalName.whole(applyEdits(bytes, parts)), replaced };
  }

  /**
   * Whether `clean` finds something.
   * @param hits every place where a literal of `prefilter` stands: only what is around them is looked at; undefined: not known
   */
  tells(bytes: Buffer, where: 'blob' | 'message', hits?: readonly LiteralHit[]): boolean {
    // What is inflated stands nowhere as it is.
    const isLocal = hits !== undefined && !hits.some(({ literal }) => isOfGzip(literal));
    if (!isLocal) return this.clean(bytes, where) !== undefined;
    const places = hits.map(({ position }) => position).sort((a, b) => a - b);
    const stretches = around(bytes, places, this.#longest).map(([start, end]) => bytes.subarray(start, end));
    if (stretches.some((stretch) => this.#searches[0]!.hits(stretch).length > 0)) return true;
    // What is cut off may look like what it is not.
    return stretches.some((stretch) => this.#edits(stretch, []).length > 0) && this.clean(bytes, where) !== undefined;
  }

  /**
   * Literals such that in all bytes in which `clean` finds something, one of them stands: as it is, or in a form that
   * src/wasm/search-forms.ts makes of it.
   * @returns undefined where anything could hold something
   */
  prefilter(): readonly ExtraLiteral[] | undefined {
    return this.#patterns.length > 0 ? undefined : prefilterOf(this.#wanted);
  }

  get #longest(): number {
    return this.#wanted[0]?.bytes.length ?? 0;
  }

  #edits(bytes: Buffer, patterns: readonly Pass[]): readonly Edit[] {
    const budget = { bytes: MAX_INFLATED, tries: MAX_TRIES };
    const layer = new Layer({ passes: [...PASSES, ...patterns], searches: this.#searches, budget }, 0);
    return layer.edits(bytes);
  }
}

function endless(name: string): UnleakError {
  const message = `What is to be put in place of a text (${name}) holds a text that is to be removed`;
  return new UnleakError('usage', message, 'Choose another replacement.');
}
