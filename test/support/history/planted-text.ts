import type { Rule } from '../../../src/domain/rule.ts';
import { RULES } from '../../../src/rules/generated/rules.ts';
import { randomMatch } from '../reference/random-match.ts';
import { expandTemplate, type Random } from '../template.ts';

/** A whole number from 0 up to, not including, `end`. */
export const below = (random: Random, end: number): number => Math.floor(random() * end);

export const oneOf = <T>(random: Random, choices: readonly T[]): T => choices[below(random, choices.length)]!;

const WORDS = 'the a config file user host port name value of null true 127.0.0.1 { } [ ] ; , import const env'.split(
  ' ',
);

/** Text in which nothing is secret: words and line ends. */
export function prose(random: Random, length: number): string {
  let text = '';
  while (text.length < length) text += `${oneOf(random, WORDS)}${random() < 0.15 ? '\n' : ' '}`;
  return text.slice(0, length);
}

const GENERIC: readonly Rule[] = RULES.filter(({ generic }) => generic);
const PAIRED: readonly Rule[] = RULES.filter(({ pair }) => pair);
const KEY_LABELS = ['RSA PRIVATE KEY', 'EC PRIVATE KEY', 'PRIVATE KEY', 'OPENSSH PRIVATE KEY'];

/** Something that a rule looks for: a token of any rule, a key, halves of a pair near each other, generic around specific. */
export function planted(random: Random): string {
  const choice = random();
  if (choice < 0.1) return key(random);
  if (choice < 0.2) return pairOf(random);
  if (choice < 0.3)
    return `${oneOf(random, ['password', 'api_key', 'secret'])} = "${tokenOf(oneOf(random, RULES), random)}"`;
  if (choice < 0.4) return tokenOf(oneOf(random, GENERIC), random);
  if (choice < 0.45) return expandTemplate('{jwt}', random);
  return tokenOf(oneOf(random, RULES), random);
}

const tokenOf = ({ pattern, flags }: Rule, random: Random): string =>
  randomMatch(pattern, flags, random).slice(0, 3000);

function key(random: Random): string {
  const kind = oneOf(random, ['pem', 'pem', 'pem-escaped', 'pem-encrypted', 'pem-garbage']);
  return expandTemplate(`{${kind}:${oneOf(random, KEY_LABELS)}}`, random);
}

// Up to here, and some way beyond, an id and its secret belong together.
const FURTHEST = 700;

function pairOf(random: Random): string {
  const { pair } = oneOf(random, PAIRED);
  const halves = PAIRED.filter((rule) => rule.pair!.name === pair!.name);
  const first = oneOf(random, halves);
  const other = halves.find((rule) => rule.pair!.part !== first.pair!.part) ?? first;
  return `${tokenOf(first, random)}\n${prose(random, below(random, FURTHEST))}\n${tokenOf(other, random)}`;
}

/** A text in one of the encodings that the search knows, or as it is. */
export function encoded(text: string, random: Random): string {
  const bytes = Buffer.from(text, 'latin1');
  switch (below(random, 12)) {
    case 0:
      return bytes.toString('hex');
    case 1:
      return bytes.toString('hex').toUpperCase();
    case 2:
      return Buffer.from(text, 'utf16le').toString('latin1');
    case 3:
      return Buffer.from(text, 'utf16le').swap16().toString('latin1');
    case 4:
      return text.replaceAll('/', '\\/').replaceAll('\n', '\\n');
    case 5:
      return encodeURIComponent(text.replace(/[\x80-\xff]/g, ''));
    case 6:
    case 7:
    case 8:
      return base64(bytes, random);
    default:
      return text;
  }
}

function base64(bytes: Buffer, random: Random): string {
  const phased = Buffer.concat([Buffer.from(prose(random, below(random, 90))), bytes, Buffer.from(prose(random, 40))]);
  const text = phased.toString(random() < 0.3 ? 'base64url' : 'base64');
  if (random() < 0.3) return text;
  const lines = text.match(new RegExp(`.{1,${oneOf(random, [48, 60, 64, 76])}}`, 'g'))!;
  return lines.join(oneOf(random, ['\n', '\r\n', '\n    ', '\r\n\t\t', `\n${' '.repeat(23)}`]));
}

/** A text of some thousand bytes in which every few hundred something is planted. */
export function plantedText(random: Random, pieces: number): Buffer {
  let text = '';
  for (let i = 0; i < pieces; i++) {
    text += prose(random, oneOf(random, [1, 20, 40, 200, 260, 500]));
    text +=
      oneOf(random, ['\n', ' ', '"', '', '=']) + encoded(planted(random), random) + oneOf(random, ['\n', ' ', '"', '']);
  }
  return Buffer.from(text, 'latin1');
}
