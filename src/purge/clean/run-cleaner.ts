import type { Alphabet } from './alphabet.ts';
import type { Replaced } from './cleaned.ts';
import { applyEdits, type Edit } from './edit.ts';
import type { Layer } from './layer.ts';
import type { WrappedRun } from './wrapped-run.ts';

const PADDING = 0x3d;

/** Decodes one run, takes out what it holds, and encodes it again as it was. */
export class RunCleaner {
  readonly #bytes: Buffer;
  readonly #layer: Layer;
  readonly #alphabet: Alphabet;
  readonly #run: WrappedRun;
  readonly #phases = new Set<number>();
  readonly #replaced: Replaced[] = [];

  constructor(bytes: Buffer, layer: Layer, alphabet: Alphabet, run: WrappedRun) {
    this.#bytes = bytes;
    this.#layer = layer;
    this.#alphabet = alphabet;
    this.#run = run;
  }

  /** Says that something is found when decoding begins at this character. */
  mark(phase: number): void {
    this.#phases.add(phase);
  }

  edits(): Edit[] {
    const before = this.#run.text(this.#bytes);
    let padding = this.#paddingBehind();
    const paddingBefore = padding;
    let after = before;
    for (const phase of this.#phases) {
      const cleaned = this.#cleaned(after, phase, padding);
      if (cleaned.length !== after.length) {
        padding = this.#alphabet.padding(cleaned.length, before.length, paddingBefore, before);
      }
      after = cleaned;
    }
    return after === before ? [] : [this.#edit(before, after, paddingBefore, padding)];
  }

  #paddingBehind(): number {
    const { end } = this.#run;
    if (this.#bytes[end] !== PADDING) return 0;
    return this.#bytes[end + 1] === PADDING ? 2 : 1;
  }

  /** The characters without what is found from `phase` on; the same ones where that is nothing. */
  #cleaned(characters: Buffer, phase: number, padding: number): Buffer {
    const { decode, canEnd } = this.#alphabet;
    const isWhole = phase === 0 && canEnd(characters.length, padding) && this.#run.isOneText(this.#bytes);
    // What is about as long as it was can stay where it is, whatever follows it.
    const below = this.#layer.below(!isWhole || this.#layer.keepsLength ? true : undefined)!;
    const decoded = decode(characters.toString('latin1', phase));
    const edits = below.edits(decoded);
    if (edits.length === 0) return characters;
    for (const { replaced } of edits) this.#note(replaced, phase);
    return this.#encoded(characters, phase, decoded, edits);
  }

  #note(replaced: readonly Replaced[], phase: number): void {
    const { characters, bytes, encoding } = this.#alphabet;
    for (const { target, start, end, encodings } of replaced) {
      const first = phase + Math.floor((start * characters) / bytes);
      const last = Math.min(phase + Math.ceil((end * characters) / bytes), this.#run.length) - 1;
      this.#replaced.push({
        target,
        start: this.#run.position(first),
        end: this.#run.position(last) + 1,
        encodings: [encoding, ...encodings],
      });
    }
  }

  /** Only groups that change are written anew, up to the end where the length changes. */
  #encoded(characters: Buffer, phase: number, before: Buffer, edits: readonly Edit[]): Buffer {
    const { characters: perGroup, bytes: bytesPerGroup, encode } = this.#alphabet;
    const after = applyEdits(before, edits);
    const first = Math.floor(edits[0]!.start / bytesPerGroup);
    const isSameLength = after.length === before.length;
    const last = isSameLength ? Math.ceil(edits.at(-1)!.end / bytesPerGroup) : Number.POSITIVE_INFINITY;
    const middle = encode(after.subarray(first * bytesPerGroup, last * bytesPerGroup), characters);
    const start = phase + first * perGroup;
    const rest = isSameLength ? characters.subarray(start + middle.length) : Buffer.alloc(0);
    return Buffer.concat([characters.subarray(0, start), middle, rest]);
  }

  #edit(before: Buffer, after: Buffer, paddingBefore: number, padding: number): Edit {
    const { start } = this.#run.pieces[0]!;
    const end = this.#run.end + paddingBefore;
    const isSameLength = before.length === after.length && padding === paddingBefore;
    const bytes = isSameLength ? this.#inPlace(after) : this.#run.laidOut(this.#bytes, after);
    return { start, end, bytes: Buffer.concat([bytes, Buffer.alloc(padding, PADDING)]), replaced: this.#replaced };
  }

  /** As many characters where the others stood: whatever the lines look like. */
  #inPlace(characters: Buffer): Buffer {
    const { start } = this.#run.pieces[0]!;
    const bytes = Buffer.from(this.#bytes.subarray(start, this.#run.end));
    let done = 0;
    for (const piece of this.#run.pieces) {
      done += characters.copy(bytes, piece.start - start, done, done + piece.end - piece.start);
    }
    return bytes;
  }
}
