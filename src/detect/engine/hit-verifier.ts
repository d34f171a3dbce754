import type { Candidate } from '../../domain/candidate.ts';
import type { Rule } from '../../domain/rule.ts';
import { Secret } from '../../domain/secret.ts';
import { isUnwanted } from '../not-after.ts';
import { refine } from '../refine.ts';
import {
  type DecodedPlace,
  decodeBase64At,
  decodeEscapesAt,
  decodeHexAt,
  decodeUtf16At,
  type EncodedPlace,
} from './decode-at.ts';
import type { EngineForm, EngineTables } from './tables.ts';

const DECODE: Readonly<
  Record<Exclude<EngineForm['kind'], 'plain'>, (bytes: Buffer, place: EncodedPlace) => DecodedPlace | undefined>
> = { base64: decodeBase64At, hex: decodeHexAt, 'utf-16': decodeUtf16At, escaped: decodeEscapesAt };

/** A rule as it is run at one place. */
interface PlacedRule {
  readonly rule: Rule;
  readonly before: number;
  readonly after: number;
  /** The most bytes from where a match begins to the literal. */
  readonly starts: number;
  /** Says whether there is a match; much faster than `spans`, which also says where its groups are. */
  readonly test: RegExp;
  /** The same as `test` where the whole match is the secret. */
  readonly spans: RegExp;
  /** Where so few places can begin a match that each is tried on its own. */
  readonly sticky: boolean;
}

/** A literal's rules, and how many bytes around it any of them looks at. */
interface PlacedRules {
  readonly rules: readonly PlacedRule[];
  readonly most: Pick<PlacedRule, 'before' | 'after'>;
}

type VerifierTables = Pick<EngineTables, 'form' | 'literals'>;

// Searching on behind the keyword, in texts of kilobytes, takes much longer than trying so many places.
const FEW_PLACES = 6;

/**
 * Says what the rules make of the places where the search met one of their literals. Only the bytes from `before` the
 * literal to `after` it (`back` and `reach` of an encoded form) count, so that the answer holds wherever the same bytes
 * stand: that is what makes it right to look at the changed parts of an object only.
 */
export class HitVerifier {
  readonly #tables: VerifierTables;
  readonly #rules: ReadonlyMap<string, Rule>;
  /** What was met: most of thousands of literals and forms never are, and expressions take long to make. */
  readonly #forms: (EngineForm | undefined)[] = [];
  readonly #placed: (PlacedRules | undefined)[] = [];

  /** @param rules those in force; literals of others are passed over */
  constructor(tables: VerifierTables, rules: ReadonlyMap<string, Rule>) {
    this.#tables = tables;
    this.#rules = rules;
  }

  /**
   * The claims of all rules whose match holds the literal at `position`, refined, in order of the rules.
   * @param object the object's bytes
   * @returns candidates whose spans count from `position` (and may begin before it)
   */
  verify(form: number, position: number, object: Buffer): Candidate[] {
    const { kind, literal, length, before, skip, back, reach } = (this.#forms[form] ??= this.#tables.form(form));
    const { rules, most } = (this.#placed[literal] ??= this.#place(literal));
    const found: Candidate[] = [];
    let origin = 0;
    if (kind === 'plain') for (const placed of rules) matchPlain(placed, object, position, length, found);
    else {
      // Cut out, so that nothing further away can count.
      origin = Math.max(0, position - Math.max(back, before));
      const nearby = object.subarray(origin, position + reach);
      // Decoded once for all rules: some words have twenty.
      const from = position - before - origin;
      const decoded = from < 0 ? undefined : DECODE[kind](nearby, { from, skip, ...most });
      if (decoded) for (const placed of rules) matchDecoded(kind, placed, decoded, found);
    }
    if (found.length === 0) return found;
    return refine(found, this.#rules).map((candidate) => move(candidate, origin - position));
  }

  #place(literal: number): PlacedRules {
    const rules = this.#tables.literals[literal]!.uses.flatMap(({ rule: id, before, after, behind = 0 }) => {
      const rule = this.#rules.get(id);
      const starts = before - behind;
      return rule ? { rule, before, after, starts, ...compile(rule, starts <= FEW_PLACES) } : [];
    });
    const before = Math.max(0, ...rules.map((placed) => placed.before));
    return { rules, most: { before, after: Math.max(0, ...rules.map((placed) => placed.after)) } };
  }
}

const move = (candidate: Candidate, by: number): Candidate => ({
  ...candidate,
  start: candidate.start + by,
  end: candidate.end + by,
});

function compile(rule: Rule, sticky: boolean): Pick<PlacedRule, 'test' | 'spans' | 'sticky'> {
  const bare = `${rule.flags.replace(/[dgy]/g, '')}${sticky ? 'y' : 'g'}`;
  const test = new RegExp(rule.pattern, bare);
  // V8 compiles an expression when it is first used, and again for other flags: a millisecond, for some of the generic rules.
  return { test, spans: rule.secretGroup === 0 ? test : new RegExp(rule.pattern, `d${bare}`), sticky };
}

function matchPlain(placed: PlacedRule, object: Buffer, position: number, length: number, found: Candidate[]): void {
  const from = Math.max(0, position - placed.before);
  const text = object.toString('latin1', from, position + placed.after);
  const met = matchAt(placed, text, position - from, length);
  if (met) found.push(claim(placed.rule, met, from + met.start, from + met.end, []));
}

function matchDecoded(kind: string, placed: PlacedRule, decoded: DecodedPlace, found: Candidate[]): void {
  const { rule, before, after } = placed;
  const from = Math.max(0, decoded.at - before);
  const text = decoded.text.slice(from, decoded.at + after);
  const met = matchAt(placed, text, decoded.at - from, 1);
  if (!met) return;
  found.push(claim(rule, met, decoded.origin(from + met.start), decoded.origin(from + met.end), [kind]));
}

/** A match, and where in the text that was looked at its secret stands. */
interface Met {
  readonly match: string;
  readonly secret: string;
  readonly start: number;
  readonly end: number;
}

function claim(rule: Rule, met: Met, start: number, end: number, encodings: readonly string[]): Candidate {
  const seen = rule.checksum === undefined ? {} : { match: new Secret(met.match) };
  return { rule: rule.id, secret: new Secret(met.secret), ...seen, start, end, confidence: rule.confidence, encodings };
}

/** The leftmost match that holds the literal at [at, at + length); none where it has no secret. */
function matchAt(placed: PlacedRule, text: string, at: number, length: number): Met | undefined {
  const { rule, test, spans, sticky } = placed;
  for (let from = Math.max(0, at - placed.starts); from <= at; from++) {
    test.lastIndex = from;
    if (!test.test(text)) {
      if (sticky) continue;
      return undefined;
    }
    spans.lastIndex = from;
    const match = spans.exec(text)!;
    if (match.index > at) return undefined;
    if (match.index + match[0].length >= at + length && !isUnwanted(rule, text, match.index)) {
      const { index } = match;
      const span: readonly [number, number] | undefined =
        rule.secretGroup === 0 ? [index, index + match[0].length] : match.indices?.[rule.secretGroup];
      if (span === undefined || span[0] === span[1]) return undefined;
      return { match: match[0], secret: text.slice(span[0], span[1]), start: span[0], end: span[1] };
    }
    // The next one may overlap this one.
    from = match.index;
  }
  return undefined;
}
