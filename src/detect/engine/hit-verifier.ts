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
  readonly expression: RegExp;
  /** Where so few places can begin a match that each is tried on its own. */
  readonly sticky: boolean;
}

/** A literal's rules, and how many bytes around it any of them looks at. */
interface PlacedRules {
  readonly rules: readonly PlacedRule[];
  readonly most: Pick<PlacedRule, 'before' | 'after'>;
}

/** What the rules made of a literal among some bytes. */
interface Answer {
  readonly bytes: Buffer;
  readonly found: readonly Candidate[];
}

type VerifierTables = Pick<EngineTables, 'form' | 'literals'>;

// Searching on behind the keyword, in texts of kilobytes, takes much longer than trying so many places.
const FEW_PLACES = 6;

// Bytes whose answers are kept. A history has most of its lines in many versions of a file: in redis' nine of ten answers
// are known.
const MOST_KEPT = 8 * 1024 * 1024;
// An answer is looked up by so many bytes from the literal on (a hash of all would take as long as the rules do), and then among those that are
// kept for these, the last ones first.
const SAME_LINE = 64;
const MOST_OF_A_LINE = 16;

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
  /** By form, and by the bytes around it as far as a line goes. */
  #answers: (Map<string, Answer[]> | undefined)[] = [];
  #kept = 0;

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
  verify(form: number, position: number, object: Buffer): readonly Candidate[] {
    const { kind, literal, before, skip, back, reach } = (this.#forms[form] ??= this.#tables.form(form));
    const placed = (this.#placed[literal] ??= this.#place(literal));
    const { rules, most } = placed;
    if (kind === 'plain') return this.#plain(form, placed, position, object);
    // Cut out, so that nothing further away can count.
    const origin = Math.max(0, position - Math.max(back, before));
    const nearby = object.subarray(origin, position + reach);
    // Decoded once for all rules: some words have twenty.
    const from = position - before - origin;
    const decoded = from < 0 ? undefined : DECODE[kind](nearby, { from, skip, ...most });
    const found = decoded === undefined ? [] : rules.flatMap((rule) => matchDecoded(kind, rule, decoded) ?? []);
    return this.#refined(found, origin - position);
  }

  #plain(form: number, { rules, most }: PlacedRules, position: number, object: Buffer): readonly Candidate[] {
    const before = Math.min(position, most.before);
    const [from, to] = [position - before, Math.min(object.length, position + most.after)];
    const answers = (this.#answers[form] ??= new Map<string, Answer[]>());
    const line = object.toString('latin1', from, Math.min(to, position + SAME_LINE));
    // Near an object's beginning the same bytes would have the literal at another place.
    const isNear = before < most.before;
    const known = isNear ? undefined : answers.get(line)?.find(({ bytes }) => isAt(bytes, object, from, to));
    if (known) return known.found;
    const { length } = this.#forms[form]!;
    const text = object.toString('latin1', from, to);
    const claims = rules.flatMap((rule) => matchPlain(rule, text, before, length) ?? []);
    const found = this.#refined(claims, -before);
    if (!isNear) this.#keep(answers, line, { bytes: Buffer.from(object.subarray(from, to)), found });
    return found;
  }

  #keep(answers: Map<string, Answer[]>, line: string, answer: Answer): void {
    const others = answers.get(line);
    if (others === undefined) answers.set(line, [answer]);
    else if (others.unshift(answer) > MOST_OF_A_LINE) this.#kept -= others.pop()!.bytes.length;
    this.#kept += answer.bytes.length;
    if (this.#kept <= MOST_KEPT) return;
    this.#answers = [];
    this.#kept = 0;
  }

  #refined(found: Candidate[], by: number): readonly Candidate[] {
    return found.length === 0 ? found : refine(found, this.#rules).map((candidate) => move(candidate, by));
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

const isAt = (bytes: Buffer, object: Buffer, from: number, to: number): boolean =>
  bytes.length === to - from && object.compare(bytes, 0, bytes.length, from, to) === 0;

const move = (candidate: Candidate, by: number): Candidate => ({
  ...candidate,
  start: candidate.start + by,
  end: candidate.end + by,
});

function compile({ pattern, flags }: Rule, sticky: boolean): Pick<PlacedRule, 'expression' | 'sticky'> {
  return { expression: new RegExp(pattern, `${flags.replace(/[dgy]/g, '')}d${sticky ? 'y' : 'g'}`), sticky };
}

/** @param at where the literal stands in a text that has what any of its rules looks at */
function matchPlain(placed: PlacedRule, text: string, at: number, length: number): Candidate | undefined {
  const from = Math.max(0, at - placed.before);
  const met = matchAt(placed, text.slice(from, at + placed.after), at - from, length);
  return met && claim(placed.rule, met, from + met.start, from + met.end, []);
}

function matchDecoded(kind: string, placed: PlacedRule, decoded: DecodedPlace): Candidate | undefined {
  const { rule, before, after } = placed;
  const from = Math.max(0, decoded.at - before);
  const text = decoded.text.slice(from, decoded.at + after);
  const met = matchAt(placed, text, decoded.at - from, 1);
  return met && claim(rule, met, decoded.origin(from + met.start), decoded.origin(from + met.end), [kind]);
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
  const { rule, expression, sticky } = placed;
  for (let from = Math.max(0, at - placed.starts); from <= at; from++) {
    expression.lastIndex = from;
    const match = expression.exec(text);
    if (match === null) {
      if (sticky) continue;
      return undefined;
    }
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
