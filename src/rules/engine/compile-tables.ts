import type { Rule } from '../../domain/rule.ts';
import { BucketChooser } from '../../wasm/search-buckets.ts';
import type { LiteralUse } from '../../wasm/search-data.ts';
import { formParts } from '../../wasm/search-form-parts.ts';
import { DECIDED_WITHIN, formsOf } from '../../wasm/search-forms.ts';
import type { Edge, EngineData } from '../../wasm/search-parts.ts';
import { edgeOf } from '../boundary.ts';
import { longestMatch } from '../pattern-length.ts';
import { parsePattern } from '../pattern-tree.ts';
import { ByteSets } from './byte-sets.ts';
import { encodedCheck } from './encoded-checks.ts';
import { type KeywordPlace, keywordPlaces } from './keyword-places.ts';
import { patternGraph } from './pattern-graph.ts';
import { ProbeChooser } from './probes.ts';
import { ShapeAutomaton } from './shape-automaton.ts';
import { ShapeGraph, type ShapeState } from './shape-graph.ts';

/** A literal while its rules are gathered. */
interface Gathered {
  readonly text: string;
  readonly caseless: boolean;
  readonly uses: LiteralUse[];
  readonly follows: Set<ShapeState>;
  noBases: boolean;
  least: number;
  /** What may touch it in front in no rule. */
  edge: Edge | undefined;
}

/**
 * Makes the search's tables of some rules. Deterministic: the same rules give the same data. Of a rule's keywords, those
 * become literals that its pattern spells (see `keywordPlaces`): each match that has a keyword has one of them, no further
 * from its ends than the literal's `before` and `after` say.
 *
 * @throws RangeError when a rule could never be found
 */
export function compileEngineTables(rules: readonly Rule[]): EngineData {
  const sets = new ByteSets();
  const graph = new ShapeGraph();
  const gathered = gatherLiterals(rules, sets, graph);
  const automaton = new ShapeAutomaton(graph);
  const probes = new ProbeChooser();
  const drafts = gathered.flatMap((literal, number) => {
    const { text, caseless, noBases, uses, follows, least, edge } = literal;
    return formsOf(text, caseless, !noBases).map((form) => {
      const states = form.kind === 'plain' ? [...follows] : [encodedCheck(form, text.length, least, sets, graph)];
      const start = automaton.start(states, DECIDED_WITHIN - form.sets.length);
      const found = { form, probe: probes.choose(form), edge: form.kind === 'plain' ? edge : undefined };
      return { ...found, literal: number, length: text.length, uses, start };
    });
  });
  const { states, classes, offsetOf } = automaton.emit();
  const forms = drafts.map((draft) => ({ ...draft, start: offsetOf(draft.start) }));
  const buckets = new BucketChooser().chooseAll(forms);
  const literals = gathered.map(({ text, caseless, noBases, uses }) => ({
    text,
    caseless,
    ...(noBases && { noBases }),
    uses,
  }));
  return { literals, parts: { ...formParts(forms, buckets), states, classes } };
}

function gatherLiterals(rules: readonly Rule[], sets: ByteSets, graph: ShapeGraph): Gathered[] {
  const literals = new Map<string, Gathered>();
  for (const rule of rules) {
    const caseless = !rule.caseSensitive;
    const keywords = caseless ? rule.keywords.map((keyword) => keyword.toLowerCase()) : rule.keywords;
    const pattern = patternGraph(rule, sets, graph);
    const unwanted = rule.notAfter === undefined ? 0 : longestMatch(parsePattern(rule.notAfter));
    const places = keywordPlaces(pattern, keywords, caseless);
    if (places.length === 0) throw new RangeError(`${rule.id}: none of its keywords can stand in a match`);
    for (const text of new Set(places.map(({ keyword }) => keyword))) {
      const key = `${caseless} ${text}`;
      const literal = literals.get(key) ?? {
        text,
        caseless,
        noBases: true,
        uses: [],
        follows: new Set(),
        least: Infinity,
        edge: 'token',
      };
      literals.set(key, literal);
      literal.noBases &&= isNamed(rule);
      const its = places.filter(({ keyword }) => keyword === text);
      literal.edge = weaker(literal.edge, its.every(({ before }) => before === 0) ? edgeOf(rule.pattern) : undefined);
      addUse(literal, rule, its, pattern.looksBehind + unwanted);
    }
  }
  return [...literals.values()];
}

/**
 * A provider's name beside a value. Their forms in base64 and hexadecimal digits were two fifths of all forms, each of which slows down the search:
 * in such texts of a history, the generic rules answer for these.
 */
const isNamed = ({ caseSensitive, generic, secretGroup }: Rule): boolean =>
  !caseSensitive && !generic && secretGroup > 0;

/** What both edges keep out. */
const weaker = (a: Edge | undefined, b: Edge | undefined): Edge | undefined =>
  a === 'token' ? b : b === 'token' ? a : a && b;

/** @param behind how many bytes in front of a match have a say in it: a match that begins without them may be none */
function addUse(literal: Gathered, rule: Rule, places: readonly KeywordPlace[], behind: number): void {
  const before = Math.max(...places.map((place) => place.before));
  const after = Math.max(...places.map((place) => place.after));
  literal.uses.push({
    rule: rule.id,
    before: Math.min(before, rule.maxLength) + behind,
    after: Math.min(after, rule.maxLength),
    ...(behind > 0 && { behind }),
  });
  for (const { follows, least } of places) {
    for (const state of follows) literal.follows.add(state);
    literal.least = Math.min(literal.least, least);
  }
}
