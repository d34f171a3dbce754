import { DecodedText } from '../../detect/decode/decoded-text.ts';
import { escapes } from '../../detect/decode/escapes.ts';
import { HitVerifier } from '../../detect/engine/hit-verifier.ts';
import { buildTables } from '../../detect/engine/tables.ts';
import { dropOverlaps } from '../../detect/overlap.ts';
import type { Candidate } from '../../domain/candidate.ts';
import type { Rule } from '../../domain/rule.ts';
import { engineTables } from '../../rules/generated/engine-tables.ts';
import { Core } from '../../wasm/core.ts';
import { BudgetExceeded } from '../budget-exceeded.ts';
import { FlaggedObjects } from './flagged-objects.ts';
import { type SecretName, secretName } from './holdings.ts';
import { ObjectInspector } from './object-inspector.ts';

/** What a searcher is told besides the rules. */
export interface SearcherOptions {
  /** Keys the names of secrets: the same for all threads of one run. */
  readonly salt: Buffer;
  /** Milliseconds since the epoch; Infinity for none. */
  readonly deadline: number;
}

// A character of a token that somebody escaped, though it needs none, or a slash as JSON may have it.
const HEX = '(?:3[0-9]|[46][1-9a-f]|[57][0-9a]|5f|2d|2f|2b)';
const DECIMAL = '(?:4[35789]|5[0-7]|6[5-9]|[78][0-9]|9[05789]|1[01][0-9]|12[0-2])';
const NAMES = 'lowbar|underbar|sol|plus';
const HIDDEN = new RegExp(String.raw`(?:%|\\u00|\\x)${HEX}|\\/|&(?:#x0{0,5}${HEX}|#0{0,5}${DECIMAL}|${NAMES});`, 'i');

const mayHideEscapes = (bytes: Buffer): boolean =>
  (bytes.includes(0x5c) || bytes.includes(0x25) || bytes.includes(0x26)) && HIDDEN.test(bytes.toString('latin1'));

/** The built-in rules over bytes in WebAssembly memory: many times faster than the detector chain, and one encoding deep. */
export class Searcher {
  readonly core = new Core();
  readonly inspector: ObjectInspector;
  readonly flagged: FlaggedObjects;
  readonly #deadline: number;
  readonly #rules: ReadonlyMap<string, Rule>;

  /** @param list the rules in force */
  constructor(list: readonly Rule[], { salt, deadline }: SearcherOptions) {
    const rules = new Map(list.map((rule) => [rule.id, rule]));
    this.#rules = rules;
    const tables = buildTables(this.core, engineTables());
    this.#deadline = deadline;
    this.flagged = new FlaggedObjects(salt, rules);
    this.inspector = new ObjectInspector({
      ...{ core: this.core, tables, rules, flagged: this.flagged },
      verifier: new HitVerifier(tables, rules),
      checkTime: () => this.checkTime(),
    });
  }

  /** The claims of bytes that count by what these bytes hold, looked at as a whole. @throws BudgetExceeded past the deadline */
  claims(bytes: Buffer): Candidate[] {
    return this.#claimsOf(bytes).filter(({ unpaired }) => !unpaired);
  }

  #claimsOf(bytes: Buffer): Candidate[] {
    const address = this.core.top;
    this.core.ensure(address + this.inspector.roomFor(bytes.length));
    this.core.bytes.set(bytes, address);
    return this.inspector.claims(address, bytes.length);
  }

  /** All of them, unpaired ones too, with what only shows once escaped characters are resolved. */
  allClaims(bytes: Buffer): Candidate[] {
    const hidden = this.hiddenClaims(bytes);
    const claims = this.#claimsOf(bytes);
    return hidden.length === 0 ? claims : dropOverlaps([...claims, ...hidden], this.#rules);
  }

  /** Of lines with escaped characters: what stands there once those are resolved, and is not there as it is. */
  hiddenClaims(bytes: Buffer): Candidate[] {
    const text = new DecodedText(mayHideEscapes(bytes) ? escapes(bytes, []) : []);
    if (text.bytes.length === 0) return [];
    return this.claims(text.bytes).flatMap((candidate) => {
      const origin = text.origin(candidate.start, candidate.end);
      // As long as its text: nothing in it was escaped.
      if (!origin || origin.end - origin.start === candidate.end - candidate.start) return [];
      const { start, end, encoding } = origin;
      return { ...candidate, start, end, encodings: [encoding, ...candidate.encodings] };
    });
  }

  /** What a claim's secret is called in this run. */
  nameOf({ rule, secret }: Candidate): SecretName {
    return secretName(rule, this.flagged.keyOf(rule, secret));
  }

  /** @throws BudgetExceeded past the deadline */
  checkTime(): void {
    if (Date.now() > this.#deadline) throw new BudgetExceeded();
  }
}
