import { fieldValue, type Parts } from './fields.ts';

const LONGEST = 72;

/** "Author Name, subject" of a commit or tag, for people, as latin1. */
export function subjectOf({ fields, rest }: Parts): string {
  const person = fields.find(({ name }) => name === 'author' || name === 'tagger');
  const name = person ? fieldValue(person).replace(/\s*<.*$/s, '') : '';
  const subject = /[^\n]+/.exec(rest.toString('latin1', 0, 4096))?.[0] ?? '';
  return [name, subject.length > LONGEST ? `${subject.slice(0, LONGEST)}...` : subject]
    .filter((text) => text !== '')
    .join(', ');
}
