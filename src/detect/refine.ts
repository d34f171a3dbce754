import type { Candidate } from '../domain/candidate.ts';
import type { Rule } from '../domain/rule.ts';
import type { Note, Witness } from '../domain/witness.ts';
import { CHECKSUMS } from './checksum/index.ts';
import { entropy } from './entropy.ts';
import { placeholderKind } from './placeholder.ts';
import { randomness } from './randomness.ts';

/** What a refiner may know besides the secret: the whole match, and what time it is. */
interface Seen {
  readonly match: string;
  readonly now: number;
}

/** Looks at one candidate's text more closely. Its note decides; undefined where the rule asks for no such check. */
type Refiner = (text: string, rule: Rule, seen: Seen) => Note | undefined;

const byPlaceholder: Refiner = (text, { generic, weak }) => {
  const plain = generic ? spelledOut(text, BASE64_WORD) : text;
  const found = placeholderKind(plain, generic, weak);
  // In forty random characters, `todo` stands by chance.
  const kind = found === 'stand-in' && randomness(plain) >= CLEARLY ? undefined : found;
  return { check: 'placeholder', kind, drops: kind !== undefined };
};

const byEntropy: Refiner = (text, { minEntropy: least }) => {
  if (least === 0) return undefined;
  const bits = entropy(text);
  return { check: 'entropy', bits, least, drops: bits < least };
};

/** No words at all, whatever stands in it. In bits. */
const CLEARLY = 24;

/** Clearly no word: one in twenty of random texts of sixteen characters has less. In bits. */
const SURE = 16;

/** May be a hash of anything, which is no secret: so many hexadecimal digits as MD5, SHA-1 and SHA-2 have. */
const HASH = /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})$/i;

/** Names a thing as often as it opens one. RFC 9562. */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A token as many providers write them: words that name its kind, and hexadecimal digits, a UUID's or others. */
const WORDS_AND_HEX = /^(?:[0-9A-Za-z]{1,16}[_.:-]){1,4}([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{24,})$/i;

/** How random the digits at a text's end are, which words before them hide: alone, such digits are found as well. */
function randomnessOfDigits(text: string): number {
  const digits = WORDS_AND_HEX.exec(text)?.[1];
  return digits === undefined ? Number.NEGATIVE_INFINITY : randomness(digits.replaceAll('-', ''));
}

/** What reads like names and words is none; what clearly does not makes up for a rule that is not sure of itself. */
const byRandomness: Refiner = (text, { minRandomness: least }) => {
  if (least === 0) return undefined;
  const isUuid = UUID.test(text);
  const plain = spelledOut(text, BASE64);
  const whole = randomness(isUuid ? text.replaceAll('-', '') : plain);
  const bits = Math.max(whole, randomnessOfDigits(plain));
  return {
    check: 'randomness',
    bits,
    least,
    isSure: whole >= SURE && !isUuid && !HASH.test(text),
    drops: bits < least,
  };
};

const BASE64 = /^(?:[0-9A-Za-z+/]{4}){3,}(?:[0-9A-Za-z+/]{2}==|[0-9A-Za-z+/]{3}=)?$/;
/** A single word says too little of how random it is: `Y2hhbmdlbWU=` stands for `changeme`. */
const BASE64_WORD = /^(?:[0-9A-Za-z+/]{4}){2,}(?:[0-9A-Za-z+/]{2}==|[0-9A-Za-z+/]{3}=)?$/;
const PRINTABLE = /^[\x20-\x7e\s]+$/;

/** What base64 spells, where that is text: Kubernetes and basic authentication write words that way. */
function spelledOut(text: string, form: RegExp): string {
  const plain = form.test(text) ? Buffer.from(text, 'base64').toString('latin1') : text;
  return PRINTABLE.test(plain) ? plain : text;
}

/** A checksum or structure proves a token, or lowers it, as an end that is past does: a failed check never hides it. */
const byChecksum: Refiner = (text, { checksum: name }, { match, now }) => {
  if (name === undefined) return undefined;
  return { check: 'checksum', name, result: CHECKSUMS[name]?.(text, match, now) ?? 'unknown', drops: false };
};

const CONFIDENCE = { valid: 'certain', invalid: 'low', expired: 'low', unknown: undefined } as const;

const REFINERS: readonly Refiner[] = [byPlaceholder, byEntropy, byRandomness, byChecksum];

/**
 * Runs the refiners in order over candidates whose rules are known; others (of plugins) pass as they are.
 *
 * @param now milliseconds since the epoch: what has an end that is past by then is lowered
 */
export function refine(
  candidates: readonly Candidate[],
  rules: ReadonlyMap<string, Rule>,
  witness?: Witness,
  now: number = Date.now(),
): Candidate[] {
  return candidates.flatMap((candidate) => {
    const rule = rules.get(candidate.rule);
    return rule ? (refineOne(candidate, rule, now, witness) ?? []) : candidate;
  });
}

function refineOne(candidate: Candidate, rule: Rule, now: number, witness: Witness | undefined): Candidate | undefined {
  const { match, ...refined } = candidate;
  const text = candidate.secret.reveal();
  const seen = { match: match?.reveal() ?? text, now };
  let { confidence } = candidate;
  for (const refiner of REFINERS) {
    const note = refiner(text, rule, seen);
    if (!note) continue;
    witness?.noted(candidate, note);
    if (note.drops) return undefined;
    if (note.check === 'randomness' && note.isSure && confidence === 'low') confidence = 'medium';
    if (note.check === 'checksum') confidence = CONFIDENCE[note.result] ?? confidence;
  }
  return { ...refined, confidence };
}
