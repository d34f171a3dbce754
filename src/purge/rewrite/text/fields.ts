const LINE_END = 0x0a;
const SPACE = 0x20;

/** A field of the header of a commit or tag, with its continuation lines (which begin with a space). */
export interface Field {
  readonly name: string;
  /** As it stands there, line ends included. */
  readonly bytes: Buffer;
}

/** Whether a field is the signature of the object it stands in: it goes with any change. */
export const isSignature = ({ name }: Field): boolean => name === 'gpgsig' || name === 'gpgsig-sha256';

/** A commit or tag, in parts that make up all of it. */
export interface Parts {
  readonly fields: Field[];
  /** The empty line behind the header, and the message; nothing where there is no such line. */
  readonly rest: Buffer;
}

/** Takes a commit or tag apart. Any bytes can be, and joining the parts gives them again. */
export function takeApart(object: Buffer): Parts {
  // A header that ends at once has no fields.
  const headerEnd = object[0] === LINE_END ? 0 : object.indexOf('\n\n') + 1 || object.length;
  const fields: Field[] = [];
  for (let at = 0; at < headerEnd; ) {
    const end = fieldEnd(object, at, headerEnd);
    const bytes = object.subarray(at, end);
    const nameEnd = bytes.indexOf(SPACE);
    fields.push({ name: bytes.toString('latin1', 0, nameEnd < 0 ? bytes.length : nameEnd), bytes });
    at = end;
  }
  return { fields, rest: object.subarray(headerEnd) };
}

function fieldEnd(object: Buffer, from: number, headerEnd: number): number {
  for (let at = from; ; ) {
    const end = object.indexOf(LINE_END, at) + 1;
    if (end === 0 || end >= headerEnd) return headerEnd;
    if (object[end] !== SPACE) return end;
    at = end;
  }
}

/** A field's lines without the spaces that continuation lines begin with, as latin1. */
export const unfold = ({ bytes }: Field): string => bytes.toString('latin1').replace(/\n /g, '\n');

/** The opposite of `unfold`. */
export function fold(name: string, lines: string): Field {
  const isEnded = lines.endsWith('\n');
  const folded = (isEnded ? lines.slice(0, -1) : lines).replace(/\n/g, '\n ');
  return { name, bytes: Buffer.from(isEnded ? `${folded}\n` : folded, 'latin1') };
}

/** What stands behind a field's name, as latin1. */
export const fieldValue = (field: Field): string => unfold(field).slice(field.name.length + 1);

/** Puts parts together. */
export const putTogether = ({ fields, rest }: Parts): Buffer =>
  Buffer.concat([...fields.map(({ bytes }) => bytes), rest]);
