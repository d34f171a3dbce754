import type { SearchLiteral } from '../../../src/wasm/search-data.ts';
import { bytesOf, formsOf } from '../../../src/wasm/search-forms.ts';
import type { Random } from '../template.ts';

const CHARACTERS = ' \n\r\t"\'=:/\\%+-_.0aZ\0\x7f\xff';

/** Bytes that are full of what literals are made of: their forms, whole, cut off and with one byte changed, and what may follow them. */
export function hostileBytes(literals: readonly SearchLiteral[], length: number, random: Random): Buffer {
  const forms = literals.flatMap(({ text, caseless, noBases }) => formsOf(text, caseless, !noBases));
  const pieces: Buffer[] = [];
  const below = (end: number): number => Math.floor(random() * end);
  for (let made = 0; made < length; made += pieces[pieces.length - 1]!.length) {
    const { sets } = forms[below(forms.length)]!;
    const form = Buffer.from(Array.from(sets, (set) => bytesOf(set)[below(4)]!));
    const choice = random();
    if (choice < 0.45) pieces.push(form);
    else if (choice < 0.55) pieces.push(form.subarray(0, 1 + below(form.length)));
    else if (choice < 0.65) pieces.push(form.fill(below(256), below(form.length)));
    else if (choice < 0.8) pieces.push(Buffer.alloc(1 + below(60), 'aB3/'.charAt(below(4))));
    else if (choice < 0.9) pieces.push(Buffer.from(CHARACTERS.charAt(below(CHARACTERS.length)), 'latin1'));
    else pieces.push(Buffer.from(Array.from({ length: below(12) }, () => below(256))));
    if (pieces[pieces.length - 1]!.length === 0) pieces.push(Buffer.from('\n'));
  }
  return Buffer.concat(pieces).subarray(0, length);
}
