import type { Candidate } from '../domain/candidate.ts';
import type { Rule } from '../domain/rule.ts';
import type { Witness } from '../domain/witness.ts';
import { dropOverlaps } from './overlap.ts';
import { pair } from './pairing.ts';
import { refine } from './refine.ts';

/** All that looks at candidates once they are found: the refiners, pairs, and overlaps last. In order of position. */
export const sift = (
  candidates: readonly Candidate[],
  rules: ReadonlyMap<string, Rule>,
  witness?: Witness,
): Candidate[] => dropOverlaps(pair(refine(candidates, rules, witness), rules, witness), rules, witness);
