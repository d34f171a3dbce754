import type { ExplainedMatch } from '../domain/explanation.ts';
import type { Finding, Suppression } from '../domain/finding.ts';
import type { Note, PlaceholderKind } from '../domain/witness.ts';
import { wrongMark } from './wrong-mark.ts';

const PLACEHOLDERS: Readonly<Record<PlaceholderKind, string>> = {
  documentation: 'a provider’s documentation shows it, or it ends as the keys there do',
  filler: 'one text again and again, or a row of keys',
  reference: 'it refers to a value that lies elsewhere',
  'stand-in': 'words for where the value will go',
  'public key': 'a public key',
  hash: 'what a password was hashed to',
  address: 'the address of a machine',
  setting: 'a switch, a type, a version or a file',
  'JSON Web Token': 'a JSON Web Token, which has a rule of its own',
  'shared access signature': 'a shared access signature, which has a rule of its own',
};

const CHECKSUMS: Readonly<Record<Extract<Note, { check: 'checksum' }>['result'], string>> = {
  valid: 'passed',
  invalid: 'failed',
  expired: 'its time is over',
  unknown: 'nothing to say of this text',
};

/** What a check made of a match, in a few words. @param safe makes the name of a rule safe to print */
export function noteWords(note: Note, safe: (text: string) => string): string {
  switch (note.check) {
    case 'placeholder':
      return note.kind === undefined ? 'placeholder: no' : `placeholder: yes, ${PLACEHOLDERS[note.kind]}`;
    case 'entropy':
      return `entropy: ${amount(note.bits, note.least)} bits a character, ${note.least} or more asked for`;
    case 'randomness':
      return `randomness: ${amount(note.bits, note.least)} bits, ${note.least} or more asked for`;
    case 'checksum':
      return `check ${note.name}: ${CHECKSUMS[note.result]}`;
    case 'pair':
      return `pair ${note.pair.name}: ${pairWords(note)}`;
    case 'overlap':
      return `overlap: gives way to ${safe(note.rule)}, which found the same text`;
    case 'path':
      return `path: ${note.drops ? 'not one that the rule looks at' : 'one that the rule looks at'}`;
  }
}

/** Two decimal places, or more where these would hide on which side of the limit it is. */
function amount(value: number, limit: number): string {
  const short = value.toFixed(2);
  return value < limit === Number(short) < limit && value > limit === Number(short) > limit ? short : String(value);
}

function pairWords({ pair, near, drops }: Extract<Note, { check: 'pair' }>): string {
  const other = pair.part === 'id' ? 'secret' : 'id';
  if (near) return `its ${other} is near`;
  return drops
    ? `no ${other} is near that it is reported with, and it counts for nothing without`
    : `its ${other} is not near`;
}

const SUPPRESSED: Readonly<Record<Suppression['by'], string>> = {
  inline: 'an inline mark',
  path: 'the allowlist, by path',
  fingerprint: 'the allowlist, by fingerprint',
  preexisting: 'the parent commit',
};

/** Whether a match is reported, and why not. @param safe makes the text of a reason safe to print */
export function outcomeWords({ finding, notes }: ExplainedMatch, safe: (text: string) => string): string {
  if (!finding) {
    const last = notes[notes.length - 1];
    return `not reported: ${last?.drops ? DROPPED[last.check] : 'the text has too many findings'}`;
  }
  const { suppressed } = finding;
  if (suppressed) {
    const by = SUPPRESSED[suppressed.by];
    return `not counted: suppressed by ${by} (${safe(suppressed.reason)}); ${factsOf(finding)}`;
  }
  const mark = wrongMark(finding);
  return `reported: ${factsOf(finding)}${mark === undefined ? '' : `; ${mark}`}`;
}

const DROPPED: Readonly<Record<Note['check'], string>> = {
  placeholder: 'it is a placeholder',
  entropy: 'its entropy is too low',
  randomness: 'it reads like words',
  checksum: 'its check failed',
  pair: 'the other half of the pair is not near',
  overlap: 'another rule reports the same text',
  path: 'the rule does not look at this path',
};

const factsOf = ({ tier, confidence, fingerprint }: Finding): string =>
  `tier ${tier}${tier === 'note' ? ' (for a path of tests, examples or documentation, or by the configuration)' : ''}, confidence ${confidence}, fingerprint ${fingerprint}`;
