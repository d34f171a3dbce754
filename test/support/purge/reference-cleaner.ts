import { gzipSync, inflateRawSync } from 'node:zlib';
import type { ExtraLiteral } from '../../../src/detect/engine/tables-extras.ts';
import type { Cleans } from '../../../src/purge/find/cleans.ts';

const GZIP = Buffer.from([0x1f, 0x8b, 0x08]);

/** A cleaner of the simplest kind, for one text of 36 characters: slow, and without a line in common with the product's. */
export class ReferenceCleaner implements Cleans {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  tells(bytes: Buffer): boolean {
    return this.clean(bytes) !== undefined;
  }

  clean(bytes: Buffer): { readonly bytes: Buffer } | undefined {
    if (!this.holds(bytes)) return undefined;
    const clean = bytes.toString('latin1').replaceAll(this.text, '*'.repeat(this.text.length));
    return { bytes: this.holds(Buffer.from(clean, 'latin1')) ? Buffer.from('*') : Buffer.from(clean, 'latin1') };
  }

  /** Thirds, since a line may break a run of base64 anywhere; and how gzip begins. */
  prefilter(): readonly ExtraLiteral[] {
    const thirds = [0, 12, 24].map((at) => this.text.slice(at, at + 12));
    return [...thirds, GZIP.toString('latin1')].map((text) => ({ text, caseless: false }));
  }

  holds(bytes: Buffer): boolean {
    const text = bytes.toString('latin1');
    if (text.includes(this.text) || text.includes(Buffer.from(this.text, 'utf16le').toString('latin1'))) return true;
    if (text.includes(Buffer.from(this.text, 'utf16le').swap16().toString('latin1'))) return true;
    if (text.toLowerCase().includes(Buffer.from(this.text).toString('hex'))) return true;
    return this.#inBase64(text.replace(/[\r\n\t ]/g, '')) || this.#inGzip(bytes);
  }

  #inBase64(text: string): boolean {
    return [0, 1, 2].some((before) => {
      const encoded = Buffer.from(`${'x'.repeat(before)}${this.text}`)
        .toString('base64')
        .replace(/=+$/, '');
      const [from, to] = [Math.ceil((before * 8) / 6), Math.floor(((before + this.text.length) * 8) / 6)];
      return text.includes(encoded.slice(from, to));
    });
  }

  #inGzip(bytes: Buffer): boolean {
    for (let at = bytes.indexOf(GZIP); at >= 0; at = bytes.indexOf(GZIP, at + 1)) {
      try {
        // Ten bytes, as `gzipSync` writes it. What follows the member is of no interest.
        if (inflateRawSync(bytes.subarray(at + 10)).includes(this.text)) return true;
      } catch {
        // No member begins here.
      }
    }
    return false;
  }
}

/** Ways in which a text may stand in bytes. */
export const WRITTEN: Readonly<Record<string, (text: string) => Buffer>> = {
  plain: (text) => Buffer.from(text),
  'UTF-16LE': (text) => Buffer.from(`\ufeff${text}\n`, 'utf16le'),
  'UTF-16BE': (text) => Buffer.from(`${text}\n`, 'utf16le').swap16(),
  hex: (text) => Buffer.from(Buffer.from(text).toString('hex')),
  'hex in upper case': (text) => Buffer.from(Buffer.from(text).toString('hex').toUpperCase()),
  'base64, phase 0': (text) => Buffer.from(Buffer.from(`${text} and more`).toString('base64')),
  'base64, phase 1': (text) => Buffer.from(Buffer.from(`.${text} and more`).toString('base64')),
  'base64, phase 2': (text) => Buffer.from(Buffer.from(`..${text} and more`).toString('base64')),
  'base64, lines of 64': (text) => wrapped(text, 64, '\n'),
  'base64, lines of 76 as YAML has them': (text) => wrapped(text, 76, '\r\n      '),
  gzip: (text) => gzipSync(Buffer.from(`some lines\n${text}\n`)),
};

const wrapped = (text: string, line: number, end: string): Buffer => {
  const encoded = Buffer.from(`key = ${'0123456789 '.repeat(6)}${text}\n`).toString('base64');
  return Buffer.from(encoded.match(new RegExp(`.{1,${line}}`, 'g'))!.join(end));
};
