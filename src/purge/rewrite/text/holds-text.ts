import type { TextCleaner } from '../request.ts';
import { cleanParts } from './clean-fields.ts';
import { type Field, fieldValue, isSignature, type Parts, takeApart } from './fields.ts';

/**
 * Whether a commit or tag holds a text where a rewrite takes it out: in its message, in names and addresses, in whatever else is no id,
 * date or keyword. An id or a date that happens to read like a text is none.
 */
export function holdsText(cleaner: TextCleaner, object: Buffer): boolean {
  const parts = takeApart(object);
  if (isChanged(parts, cleanParts(cleaner, parts))) return true;
  return parts.fields.some((field) => isHolder(cleaner, field));
}

/** What goes as a whole with a rewrite, or is a tag of its own. */
function isHolder(cleaner: TextCleaner, field: Field): boolean {
  const value = (): Buffer => Buffer.from(fieldValue(field), 'latin1');
  if (isSignature(field)) return cleaner.clean(value(), 'message') !== undefined;
  return field.name === 'mergetag' && holdsText(cleaner, value());
}

const isChanged = (before: Parts, after: Parts): boolean =>
  before.rest !== after.rest || before.fields.some((field, i) => field !== after.fields[i]);
