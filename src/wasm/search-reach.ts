import type { LiteralUse } from './search-data.ts';
import type { Form } from './search-forms.ts';

/** How far around a form's first byte a match's text can lie, in bytes of the encoded text. */
export interface Reach {
  readonly back: number;
  readonly reach: number;
}

// Text is wrapped at lines of 60 characters and more; with 40, nobody's lines are shorter. Two bytes end a line, and the
// next may be indented.
const LINE = 40;
const LINE_BREAK = 2 + 24;
// The longest escape: `\u0041`.
const ESCAPE = 6;

/**
 * The most that any of a literal's rules needs, as it is encoded; more than that by a few bytes, never less. Whether
 * base64 goes on behind the end of a line hangs on the line's last characters, so those of the first one count, too.
 */
export function reachOf(form: Form, length: number, uses: readonly LiteralUse[]): Reach {
  const before = Math.max(0, ...uses.map((use) => use.before));
  const after = Math.max(length, ...uses.map((use) => use.after));
  return {
    back: encodedLength(form.kind, before + form.skip) + (form.kind === 'base64' ? LINE : 0),
    reach: encodedLength(form.kind, after),
  };
}

function encodedLength(kind: Form['kind'], bytes: number): number {
  switch (kind) {
    case 'plain':
      return bytes;
    case 'base64':
      // Whether text goes on in the next line depends on a whole line of it before the break.
      return wrapped(Math.ceil((bytes * 4) / 3) + 4) + LINE + LINE_BREAK;
    case 'hex':
      return bytes === 0 ? 0 : wrapped(bytes * 2);
    case 'utf-16':
      return bytes * 2 + 1;
    case 'escaped':
      return bytes * ESCAPE;
  }
}

function wrapped(characters: number): number {
  return characters + Math.ceil(characters / LINE) * LINE_BREAK;
}
