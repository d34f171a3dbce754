import { Secret } from '../../domain/secret.ts';
import { Cleaner } from '../clean/cleaner.ts';
import type { TextCleaner } from '../rewrite/request.ts';
import type { Learned } from './learn-texts.ts';
import { linesOf } from './line-hunks.ts';

/** So long a part of a text tells of it. In bytes. */
const TELLING = 8;
/** So short a part of it does not, whatever the text. */
const LEAST = 4;
/** Of a short text, how much of it tells. */
const SHARE = 0.6;
const MOST_TEXTS = 1000;

/** The texts that a purge took out, as far as they could be learned: to take them out of what a colleague made meanwhile. */
export class PurgedTexts implements TextCleaner {
  readonly #cleaner: Cleaner | undefined;
  /** Parts of the texts, by their length. */
  readonly #parts = new Map<number, Set<string>>();

  /** @param kept texts of the history as it is now: what stands there was not purged */
  constructor(learned: Iterable<Learned>, kept: Iterable<Buffer>) {
    const texts = new Map([...learned].map((each) => [each.text, each]));
    const markers = [...texts.values()].map(({ marker }) => marker);
    for (const text of texts.keys()) {
      if (markers.some((marker) => marker.includes(text))) texts.delete(text);
      else this.#addParts(text);
    }
    for (const marker of markers) this.#forget(marker);
    for (const bytes of kept) {
      const shown = bytes.toString('latin1');
      for (const text of texts.keys()) if (shown.includes(text)) texts.delete(text);
      this.#forget(shown);
    }
    this.#cleaner = cleanerOf([...texts.values()].slice(0, MOST_TEXTS));
  }

  /** @returns undefined where nothing of them stands there, as far as is known */
  clean(bytes: Buffer, where: 'blob' | 'message' | 'name'): { readonly bytes: Buffer } | undefined {
    return this.#cleaner?.clean(bytes, where);
  }

  /** Whether this is what the purge would have made of it. */
  explains(old: Buffer, now: Buffer): boolean {
    return (this.clean(old, 'blob')?.bytes ?? old).equals(now);
  }

  /** Whether a part of a text still stands there, in a line that is not one of the history as it is now. */
  tellsPart(bytes: Buffer, now?: Buffer): boolean {
    const known = new Set(now ? linesOf(now) : []);
    return linesOf(bytes).some((line) => !known.has(line) && this.#isTelling(line));
  }

  #isTelling(line: string): boolean {
    for (const [length, parts] of this.#parts)
      for (let at = 0; at + length <= line.length; at++) if (parts.has(line.slice(at, at + length))) return true;
    return false;
  }

  #addParts(text: string): void {
    for (const line of text.split('\n')) {
      const length = Math.min(TELLING, Math.max(LEAST, Math.ceil(text.length * SHARE)));
      const parts = this.#parts.get(length) ?? new Set();
      this.#parts.set(length, parts);
      for (let at = 0; at + length <= line.length; at++) parts.add(line.slice(at, at + length));
    }
  }

  #forget(shown: string): void {
    for (const [length, parts] of this.#parts)
      for (let at = 0; parts.size > 0 && at + length <= shown.length; at++) parts.delete(shown.slice(at, at + length));
  }
}

function cleanerOf(learned: readonly Learned[]): Cleaner | undefined {
  if (learned.length === 0) return undefined;
  const texts = learned.map(({ text, marker }) => ({
    secret: new Secret(text),
    replacement: { kind: 'marker' as const, text: new Secret(marker) },
    name: 'a text that the purge took out',
  }));
  return new Cleaner({ texts, patterns: [] });
}
