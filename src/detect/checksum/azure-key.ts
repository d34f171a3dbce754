import { azureAnnotatedTail, checkAzureAnnotated } from './azure-annotated.ts';
import { azureIdentifiableTail, checkAzureIdentifiable } from './azure-identifiable.ts';
import type { ChecksumResult } from './checksum-result.ts';

const isAnnotated = (key: string): boolean => key.startsWith('JQQJ9', 52);

/** The characters that end a key of Azure, for all before them; of an annotated one those of the short form. */
export const azureKeyTail = (before: string): string =>
  isAnnotated(before) ? azureAnnotatedTail(before).slice(0, 4) : azureIdentifiableTail(before);

/** Checks a key of Azure in either form that carries a checksum: names such as `AccountKey` stand before both. */
export const checkAzureKey = (secret: string): ChecksumResult =>
  isAnnotated(secret) ? checkAzureAnnotated(secret) : checkAzureIdentifiable(secret);
