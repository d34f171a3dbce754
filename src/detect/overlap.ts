import type { Candidate } from '../domain/candidate.ts';
import { type Rule, TIERS } from '../domain/rule.ts';
import type { Witness } from '../domain/witness.ts';

/**
 * Leaves one claim where several are about the same text: of one family's claims the one on plain text wins over one on
 * decoded text, a generic rule gives way to a specific one, and of two others on the same value the weaker to the stronger.
 */
export function dropOverlaps(
  candidates: readonly Candidate[],
  rules: ReadonlyMap<string, Rule>,
  witness?: Witness,
): Candidate[] {
  // By their names last: which of two equals speaks must not hang on who found them first.
  const sorted = [...candidates].sort(
    (a, b) => rank(a, rules) - rank(b, rules) || a.start - b.start || (a.rule < b.rule ? -1 : 1),
  );
  const kept: Candidate[] = [];
  const byStart = new Map<number, Candidate[]>();
  for (const candidate of sorted) {
    const near = neighbours(byStart, candidate);
    const stronger = near.find((other) => overlaps(candidate, other) && yields(candidate, other, rules));
    if (stronger) {
      witness?.noted(candidate, { check: 'overlap', rule: stronger.rule, drops: true });
      continue;
    }
    kept.push(candidate);
    for (let cell = candidate.start >> CELL; cell <= (candidate.end - 1) >> CELL; cell++) {
      const list = byStart.get(cell);
      if (list) list.push(candidate);
      else byStart.set(cell, [candidate]);
    }
  }
  return kept.sort((a, b) => a.start - b.start || a.end - b.end || (a.rule < b.rule ? -1 : 1));
}

// Claims are looked up by cells of 2^CELL bytes, so that a file full of claims does not compare each with all.
const CELL = 8;

function neighbours(cells: ReadonlyMap<number, Candidate[]>, candidate: Candidate): Candidate[] {
  const found: Candidate[] = [];
  for (let cell = candidate.start >> CELL; cell <= (candidate.end - 1) >> CELL; cell++)
    found.push(...(cells.get(cell) ?? []));
  return found;
}

const CONFIDENCES = ['certain', 'high', 'medium', 'low'];

/** Specific before generic, plain before decoded, what blocks before what warns, sure before unsure, known by its surroundings before known by itself. */
function rank({ rule: id, encodings, confidence }: Candidate, rules: ReadonlyMap<string, Rule>): number {
  const rule = rules.get(id);
  const kind = (rule?.generic ? 1000 : 0) + encodings.length * 100;
  // Of generic rules, those of generic.yaml know least of what the value is for.
  const isCatchAll = id.startsWith('generic-');
  return (
    kind +
    10 * TIERS.indexOf(rule?.tier ?? 'block') +
    (isCatchAll ? 5 : 0) +
    CONFIDENCES.indexOf(confidence) +
    // One that goes by an id near by knows less than one that knows the value's own name: two secrets may lie beside one id.
    (rule?.pair?.required ? 0.7 : 0) +
    (rule?.secretGroup === 0 ? 0.5 : 0)
  );
}

const overlaps = (a: Candidate, b: Candidate): boolean => a.start < b.end && b.start < a.end;

function yields(candidate: Candidate, stronger: Candidate, rules: ReadonlyMap<string, Rule>): boolean {
  const rule = rules.get(candidate.rule);
  const other = rules.get(stronger.rule);
  // Not to one that may turn out not to count.
  if (stronger.unpaired && !candidate.unpaired) return false;
  // Not to one that looks at some paths only: the path is not known yet. Where it is, overlaps are settled once more.
  if (other?.paths !== undefined || other?.inTests === 'off') return false;
  const isSame = candidate.secret.reveal() === stronger.secret.reveal();
  if (rule?.generic) {
    // A word in the middle of a value is none.
    if (other?.generic) return isSame || (rule.weak === true && !other.weak && candidate.end <= stronger.end);
    if (rule.tier !== 'block') return true;
    // Nor to one that would stop less, unless it knows all of the text, as a test key: a text with one in it is none.
    return stronger.confidence !== 'low' && ((other?.tier ?? 'block') === 'block' || (isSame && !rule.raised));
  }
  // Two providers' formats may be alike, or one holds the other's; one of one family stands in plain text and encoded.
  const isFamily = (rule?.family ?? candidate.rule) === (other?.family ?? stronger.rule);
  const isSpan = candidate.start === stronger.start && candidate.end === stronger.end;
  if (rule?.checksum !== undefined && rule.checksum === other?.checksum) return true;
  if (!isFamily && (!isSpan || rule === undefined || other === undefined)) return false;
  return isSame;
}
