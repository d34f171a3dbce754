import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Rule } from '../../../../src/domain/rule.ts';
import { compileRules } from '../../../../src/rules/compile.ts';
import { compileEngineTables } from '../../../../src/rules/engine/compile-tables.ts';
import { type Form, type FormKind, formsOf } from '../../../../src/wasm/search-forms.ts';
import { randomMatch } from '../../../support/reference/random-match.ts';
import { type Found, Searcher } from '../../../support/reference/searcher.ts';
import { runs } from '../../../support/runs.ts';
import { type Random, seededRandom } from '../../../support/template.ts';

const TIMES = runs(80);
const { rules } = await compileRules(fileURLToPath(new URL('../../../../config/rules', import.meta.url)));
const searcher = new Searcher(compileEngineTables(rules));
const { literals } = searcher.tables;

/** A way to encode a text, and where its characters are to be found then. */
interface Encoding {
  readonly name: string;
  readonly kind: FormKind;
  /** What begins an escape; the forms that hold it are those of this encoding. */
  readonly mark?: string;
  encode(text: Buffer): Buffer;
  /** Where the form of a literal that stands at `at` begins; the literal may have no such form. */
  place(text: Buffer, at: number, before: number): number;
}

const base64 = (name: BufferEncoding, line = Number.POSITIVE_INFINITY): Encoding => ({
  name: `${name} in lines of ${line}`,
  kind: 'base64',
  encode: (text) => Buffer.from(text.toString(name).replace(new RegExp(`(.{${line}})`, 'g'), '$1\n')),
  place: (_, at, before) => {
    const character = Math.floor(at / 3) * 4 + before;
    return character + Math.floor(character / line);
  },
});
const hex = (name: string, spell: (text: string) => string): Encoding => ({
  name,
  kind: 'hex',
  encode: (text) => Buffer.from(spell(text.toString('hex'))),
  place: (_, at) => at * 2,
});
const wide = (name: string, shift: 0 | 1): Encoding => ({
  name,
  kind: 'utf-16',
  encode: (text) => {
    const bytes = Buffer.from(text.toString('latin1'), 'utf16le');
    return shift === 0 ? bytes : bytes.swap16();
  },
  place: (_, at) => at * 2 + shift,
});
const escaped = (name: string, mark: string, spell: (text: string) => string): Encoding => ({
  name,
  mark,
  kind: 'escaped',
  encode: (text) => Buffer.from(spell(text.toString('latin1')), 'latin1'),
  place: (text, at) => spell(text.toString('latin1', 0, at)).length,
});
const ENCODINGS: readonly Encoding[] = [
  base64('base64'),
  base64('base64url'),
  base64('base64', 76),
  hex('hex', (text) => text),
  hex('HEX', (text) => text.toUpperCase()),
  wide('UTF-16LE', 0),
  wide('UTF-16BE', 1),
  escaped('slashes', '\\', (text) => text.replaceAll('/', '\\/')),
  escaped('percent', '%', (text) => text.replace(/[^0-9A-Za-z._~-]/g, percentEncoded)),
];

const percentEncoded = (character: string): string =>
  `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

/** Random bytes that may touch any match, then a match, then such bytes or nothing. */
function sample(rule: Rule, random: Random): Buffer {
  const filler = (): string =>
    Array.from({ length: Math.floor(random() * 40) }, () => ' \n\t"\';(x1Z/+=-_.'.charAt(random() * 16)).join('');
  const match = randomMatch(rule.pattern, rule.flags, random);
  return Buffer.from(
    `${filler()}${random() < 0.5 ? ' ' : '\n'}${match}${random() < 0.5 ? `\n${filler()}` : ''}`,
    'latin1',
  );
}

/** The matches in a text that hold a keyword, as a rule promises they do. */
function matchesIn(rule: Rule, text: Buffer): { start: number; end: number }[] {
  return [...text.toString('latin1').matchAll(new RegExp(rule.pattern, `${rule.flags}g`))]
    .filter(([match]) => {
      const heard = rule.caseSensitive ? match : match.toLowerCase();
      return rule.keywords.some((keyword) => heard.includes(keyword));
    })
    .map((match) => ({ start: match.index, end: match.index + match[0].length }));
}

/** The hits that a match could be found from. */
function hitsFor(rule: Rule, { start, end }: { start: number; end: number }, found: readonly Found[]): Found[] {
  return found.filter(({ kind, at, literal }) => {
    const use = literals[literal]!.uses.find((candidate) => candidate.rule === rule.id);
    const length = literals[literal]!.text.length;
    if (kind !== 'plain' || use === undefined || at < start || at + length > end) return false;
    return at - use.before <= start && at + use.after >= end;
  });
}

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  const random = seededRandom(id.length * 1000 + id.charCodeAt(id.length - 1));
  const samples = Array.from({ length: TIMES }, () => sample(rule, random));

  it('is found wherever its pattern matches, from a keyword that is no further away than the tables say', () => {
    let matches = 0;
    for (const text of samples) {
      const found = searcher.found(text);
      for (const match of matchesIn(rule, text)) {
        matches++;
        expect(hitsFor(rule, match, found), text.toString('latin1')).not.toEqual([]);
      }
    }
    expect(matches).toBeGreaterThanOrEqual(TIMES / 2);
  });

  it.each(ENCODINGS.map((encoding) => [encoding.name, encoding] as const))('is found in %s', (_, encoding) => {
    for (const text of samples) {
      const encoded = encoding.encode(text);
      const there = new Set(
        searcher.found(encoded).map(({ at, literal, kind, skip }) => `${at} ${literal} ${kind} ${skip}`),
      );
      const plain = searcher.found(text);
      for (const match of matchesIn(rule, text)) {
        for (const { at, literal } of hitsFor(rule, match, plain)) {
          for (const wanted of placesOf(encoding, encoded, text, at, literal)) expect(there).toContain(wanted);
        }
      }
    }
  });
});

/** What must be found of a literal that stands at `at` of a text, once that is encoded. */
function placesOf(encoding: Encoding, encoded: Buffer, text: Buffer, at: number, literal: number): string[] {
  const { text: word, caseless, noBases } = literals[literal]!;
  return formsOf(word, caseless, !noBases)
    .filter((form) => isOf(form, encoding, at))
    .flatMap(({ kind, before, skip, sets }) => {
      const place = encoding.place(text, at, before);
      const isCut = kind === 'base64' && encoded.subarray(place, place + sets.length).includes('\n');
      return isCut ? [] : [`${place} ${literal} ${kind} ${skip}`];
    });
}

function isOf({ kind, skip, sets }: Form, encoding: Encoding, at: number): boolean {
  if (kind !== encoding.kind || (kind === 'base64' && skip !== at % 3)) return false;
  return encoding.mark === undefined || sets.some((set) => (set & 255) === encoding.mark!.charCodeAt(0));
}
