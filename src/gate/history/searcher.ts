import { HitVerifier } from '../../detect/engine/hit-verifier.ts';
import { buildTables } from '../../detect/engine/tables.ts';
import type { Candidate } from '../../domain/candidate.ts';
import type { Rule } from '../../domain/rule.ts';
import { ENGINE_TABLES } from '../../rules/generated/engine-tables.ts';
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

/** The built-in rules over bytes in WebAssembly memory: many times faster than the detector chain, and one encoding deep. */
export class Searcher {
  readonly core = new Core();
  readonly inspector: ObjectInspector;
  readonly flagged: FlaggedObjects;
  readonly #deadline: number;

  /** @param list the rules in force */
  constructor(list: readonly Rule[], { salt, deadline }: SearcherOptions) {
    const rules = new Map(list.map((rule) => [rule.id, rule]));
    const tables = buildTables(this.core, ENGINE_TABLES);
    this.#deadline = deadline;
    this.flagged = new FlaggedObjects(salt, rules);
    this.inspector = new ObjectInspector({
      ...{ core: this.core, tables, rules, flagged: this.flagged },
      verifier: new HitVerifier(tables, rules),
      checkTime: () => this.checkTime(),
    });
  }

  /** The claims of bytes, looked at as a whole. @throws BudgetExceeded past the deadline */
  claims(bytes: Buffer): Candidate[] {
    const address = this.core.top;
    this.core.ensure(address + this.inspector.roomFor(bytes.length));
    this.core.bytes.set(bytes, address);
    return this.inspector.claims(address, bytes.length);
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
