import type { ChecksumResult } from './checksum-result.ts';

/**
 * Words that stand in most sentences and in no seed phrase: none of them is in the English list of BIP-39.
 *
 * @see https://github.com/bitcoin/bips/blob/master/bip-0039/english.txt
 */
const OF_SENTENCES =
  /\b(?:and|are|but|does|for|from|goes|has|here|her|him|his|its|nobody|not|our|the|their|them|these|those|was|were|which|while|who|with|your)\b/;

/** Tells twelve words of a sentence from those of a wallet. */
export const checkBip39Words = (secret: string): ChecksumResult => (OF_SENTENCES.test(secret) ? 'invalid' : 'unknown');
